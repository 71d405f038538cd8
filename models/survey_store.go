package models

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"
)

// Surveys are what widgets ask before a conversation.
type Surveys struct{ *Desk }

// Questions are those of the widget, in order, whether they are asked or not.
func (s Surveys) Questions(ctx context.Context, widgetID string) (Survey, error) {
	survey, err := questions(s.read(ctx), widgetID)
	return survey, translate(err)
}

// Asked are the questions that the widget asks now; none while it asks none.
func (s Surveys) Asked(ctx context.Context, w *Widget) (Survey, error) {
	if !w.PreChatSurvey {
		return nil, nil
	}
	return s.Questions(ctx, w.ID)
}

func questions(q *gorm.DB, widgetID string) (Survey, error) {
	var survey Survey
	return survey, q.Where("widget_id = ?", widgetID).Order("position, id").Find(&survey).Error
}

// surveyOf is what the widget asks now.
func surveyOf(q *gorm.DB, widgetID string) (Survey, error) {
	return questions(q.Where("EXISTS (SELECT 1 FROM widgets WHERE widgets.id = survey_questions.widget_id AND widgets.pre_chat_survey)"), widgetID)
}

// Find is the question with id of the widget.
func (s Surveys) Find(ctx context.Context, widgetID, id string) (*SurveyQuestion, error) {
	var q SurveyQuestion
	if err := s.read(ctx).Where("id = ? AND widget_id = ?", id, widgetID).Take(&q).Error; err != nil {
		return nil, translate(err)
	}
	return &q, nil
}

// Create adds a question at the end.
func (s Surveys) Create(ctx context.Context, by *Agent, widgetID string, d QuestionDraft) (*SurveyQuestion, error) {
	q := &SurveyQuestion{ID: NewID(), WidgetID: widgetID, Position: 1, UpdatedByID: actor(by)}
	err := s.arrange(ctx, "add to", widgetID, func(tx *change, survey Survey) error {
		if n := len(survey); n > 0 {
			q.Position = survey[n-1].Position + 1
		}
		if len(survey) >= MaxQuestions {
			return Problems{"question": fmt.Sprintf("%d questions are the most there can be. Who is asked so much leaves.", MaxQuestions)}.Err()
		}
		if err := setQuestion(tx, by, q, d, survey); err != nil {
			return err
		}
		q.CreatedAt, q.UpdatedAt = tx.now, tx.now
		return tx.audited(by, AuditCreated, q, func() error { return tx.Create(q).Error })
	})
	if err != nil {
		return nil, err
	}
	return q, nil
}

// Edit changes a question to a draft. version is what UpdatedAt said when the
// editor opened it. What was answered before stays as it was asked.
func (s Surveys) Edit(ctx context.Context, by *Agent, widgetID, id string, version Time, d QuestionDraft) error {
	return s.arrange(ctx, "edit", widgetID, func(tx *change, survey Survey) error {
		i, err := survey.index(id)
		if err != nil {
			return err
		}
		q := &survey[i]
		if !q.UpdatedAt.Equal(version) {
			return changed(tx, q.UpdatedByID, q.UpdatedAt)
		}
		return tx.audited(by, AuditEdited, q, func() error {
			if err := setQuestion(tx, by, q, d, survey); err != nil {
				return err
			}
			q.UpdatedAt, q.UpdatedByID = tx.now.after(q.UpdatedAt), actor(by)
			return tx.Save(q).Error
		})
	})
}

// setQuestion takes over a draft, which may not have the name of another question,
// and defines the variable that its answer becomes.
func setQuestion(tx *change, by *Agent, q *SurveyQuestion, d QuestionDraft, survey Survey) error {
	if err := q.Set(d); err != nil {
		return err
	}
	for _, other := range survey {
		if other.ID != q.ID && strings.EqualFold(other.Name, q.Name) {
			return Problems{"name": "Another question of this survey has this name."}.Err()
		}
	}
	var w Widget
	if err := tx.Where("id = ?", q.WidgetID).Take(&w).Error; err != nil {
		return err
	}
	return define(tx, by, w.WorkstreamID, q.Name)
}

// copySurvey gives one widget the questions of another.
func copySurvey(tx *change, by *Agent, from, to string) error {
	survey, err := questions(tx.DB, from)
	if err != nil {
		return err
	}
	for _, q := range survey {
		q.ID, q.WidgetID, q.CreatedAt, q.UpdatedAt, q.UpdatedByID = NewID(), to, tx.now, tx.now, actor(by)
		if err := tx.audited(by, AuditCopied, &q, func() error { return tx.DB.Create(&q).Error }); err != nil {
			return err
		}
	}
	return nil
}

// Move lets a question change places with the one before it, or after it. That is
// no other version of it: what it says stays.
func (s Surveys) Move(ctx context.Context, by *Agent, widgetID, id string, up bool) error {
	return s.arrange(ctx, "move in", widgetID, func(tx *change, survey Survey) error {
		i, err := survey.index(id)
		if err != nil {
			return err
		}
		j := i + 1
		if up {
			j = i - 1
		}
		if j < 0 || j >= len(survey) {
			return nil // it is the first, or the last, already
		}
		moved := survey[i]
		return tx.audited(by, AuditEdited, &moved, func() error {
			survey[i], survey[j] = survey[j], survey[i]
			for at := range survey {
				if err := tx.Model(&survey[at]).UpdateColumn("position", at+1).Error; err != nil {
					return err
				}
			}
			moved.Position = int64(j + 1)
			return nil
		})
	})
}

// Delete removes a question. What was answered to it stays with its conversations.
func (s Surveys) Delete(ctx context.Context, by *Agent, widgetID, id string) error {
	return s.arrange(ctx, "delete from", widgetID, func(tx *change, survey Survey) error {
		i, err := survey.index(id)
		if err != nil {
			return err
		}
		return tx.audited(by, AuditDeleted, &survey[i], func() error { return tx.DB.Delete(&survey[i]).Error })
	})
}

func (s Survey) index(id string) (int, error) {
	i := slices.IndexFunc(s, func(q SurveyQuestion) bool { return q.ID == id })
	if i < 0 {
		return i, errNotFound
	}
	return i, nil
}

// arrange is the shape of every change to a survey: its widget is locked, so that
// order and number hold.
func (s Surveys) arrange(ctx context.Context, verb, widgetID string, do func(*change, Survey) error) error {
	err := s.change(ctx, func(tx *change) error {
		var w Widget
		if err := tx.Clauses(clause.Locking{Strength: "NO KEY UPDATE"}).Where("id = ?", widgetID).Take(&w).Error; err != nil {
			return err
		}
		survey, err := questions(tx.DB, widgetID)
		if err != nil {
			return err
		}
		return do(tx, survey)
	})
	if err != nil {
		return fmt.Errorf("%s survey of %s: %w", verb, widgetID, err)
	}
	return nil
}
