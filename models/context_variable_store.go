package models

import (
	"context"
	"fmt"
)

// ContextVariables are the names that workstreams give to what comes along with
// their conversations.
type ContextVariables struct{ *Desk }

// List is all variables of the workstream, by the name that agents see.
func (s ContextVariables) List(ctx context.Context, workstreamID string) ([]ContextVariable, error) {
	var rows []ContextVariable
	err := s.read(ctx).Where("workstream_id = ?", workstreamID).Order("LOWER(display_name), name").Find(&rows).Error
	return rows, translate(err)
}

// Find is the variable with id of the workstream.
func (s ContextVariables) Find(ctx context.Context, workstreamID, id string) (*ContextVariable, error) {
	var v ContextVariable
	if err := s.read(ctx).Where("id = ? AND workstream_id = ?", id, workstreamID).Take(&v).Error; err != nil {
		return nil, translate(err)
	}
	return &v, nil
}

// Create defines a variable.
func (s ContextVariables) Create(ctx context.Context, by *Agent, workstreamID string, d VariableDraft) (*ContextVariable, error) {
	v := &ContextVariable{ID: NewID(), WorkstreamID: workstreamID, UpdatedByID: actor(by)}
	err := s.within(ctx, "define", workstreamID, func(tx *change) error {
		if err := v.Set(d); err != nil {
			return err
		}
		var names []string
		if err := tx.Model(&ContextVariable{}).Where("workstream_id = ?", workstreamID).Pluck("name", &names).Error; err != nil {
			return err
		}
		if len(names) >= MaxVariables {
			return Problems{"name": fmt.Sprintf("There are %d variables already, which is the most there can be. Delete one that nothing sends.", MaxVariables)}.Err()
		}
		for _, taken := range names {
			if taken == v.Name {
				return Problems{"name": "This workstream has a variable of this name."}.Err()
			}
		}
		v.CreatedAt, v.UpdatedAt = tx.now, tx.now
		return tx.audited(by, AuditCreated, v, func() error { return tx.DB.Create(v).Error })
	})
	if err != nil {
		return nil, err
	}
	return v, nil
}

// Edit changes a variable to a draft. version is what UpdatedAt said when the
// editor opened it. All conversations show it so from then on.
func (s ContextVariables) Edit(ctx context.Context, by *Agent, workstreamID, id string, version Time, d VariableDraft) error {
	return s.within(ctx, "edit", workstreamID, func(tx *change) error {
		var v ContextVariable
		if err := tx.Where("id = ? AND workstream_id = ?", id, workstreamID).Take(&v).Error; err != nil {
			return err
		}
		if !v.UpdatedAt.Equal(version) {
			return changed(tx, v.UpdatedByID, v.UpdatedAt)
		}
		return tx.audited(by, AuditEdited, &v, func() error {
			if err := v.Set(d); err != nil {
				return err
			}
			v.UpdatedAt, v.UpdatedByID = tx.now.after(v.UpdatedAt), actor(by)
			return tx.Save(&v).Error
		})
	})
}

// Delete forgets a definition: what comes under the name is text again, shown
// under the name itself. It is refused while a survey asks for it.
func (s ContextVariables) Delete(ctx context.Context, by *Agent, workstreamID, id string) error {
	return s.within(ctx, "delete", workstreamID, func(tx *change) error {
		var v ContextVariable
		if err := tx.Where("id = ? AND workstream_id = ?", id, workstreamID).Take(&v).Error; err != nil {
			return err
		}
		asked, err := askedBy(tx, &v)
		switch {
		case err != nil:
			return err
		case len(asked) > 0:
			return Fail(Conflict, CodeInUse, "The survey of %s asks for it. Delete the question first, or give it another name.", enumerate(asked))
		}
		return tx.audited(by, AuditDeleted, &v, func() error { return tx.DB.Delete(&v).Error })
	})
}

// define makes sure that the workstream has a variable of a name, as text.
func define(tx *change, by *Agent, workstreamID, name string) error {
	if _, err := lockWorkstream(tx, workstreamID); err != nil {
		return err
	}
	var n int64
	err := tx.Model(&ContextVariable{}).Where("workstream_id = ? AND name = ?", workstreamID, name).Count(&n).Error
	if err != nil || n > 0 {
		return err
	}
	v := &ContextVariable{
		ID: NewID(), WorkstreamID: workstreamID, Name: name, DisplayName: name, Kind: VariableText, Shown: true,
		CreatedAt: tx.now, UpdatedAt: tx.now, UpdatedByID: actor(by),
	}
	return tx.audited(by, AuditCreated, v, func() error { return tx.DB.Create(v).Error })
}

// copyVariables defines in one workstream what another one does.
func copyVariables(tx *change, by *Agent, from, to string) error {
	var rows []ContextVariable
	if err := tx.Where("workstream_id = ?", from).Order("name").Find(&rows).Error; err != nil {
		return err
	}
	for _, v := range rows {
		v.ID, v.WorkstreamID, v.CreatedAt, v.UpdatedAt, v.UpdatedByID = NewID(), to, tx.now, tx.now, actor(by)
		if err := tx.audited(by, AuditCopied, &v, func() error { return tx.DB.Create(&v).Error }); err != nil {
			return err
		}
	}
	return nil
}

// askedBy are the names of the widgets whose survey has a question for v.
func askedBy(tx *change, v *ContextVariable) ([]string, error) {
	var names []string
	err := tx.Model(&Widget{}).Where(`workstream_id = ? AND deactivated_at IS NULL AND EXISTS (SELECT 1 FROM survey_questions
		WHERE survey_questions.widget_id = widgets.id AND survey_questions.name = ?)`, v.WorkstreamID, v.Name).Order("LOWER(name), id").Pluck("name", &names).Error
	return names, err
}

// within is the shape of every change to a workstream's variables: the workstream
// is locked, so that names and number hold.
func (s ContextVariables) within(ctx context.Context, verb, workstreamID string, do func(*change) error) error {
	err := s.change(ctx, func(tx *change) error {
		if _, err := lockWorkstream(tx, workstreamID); err != nil {
			return err
		}
		return do(tx)
	})
	if err != nil {
		return fmt.Errorf("%s context variable of %s: %w", verb, workstreamID, err)
	}
	return nil
}
