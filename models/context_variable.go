package models

import "slices"

// VariableKind is how the values of a context variable are understood.
type VariableKind string

// The kinds. What nobody defined is text.
const (
	VariableText   VariableKind = "text"
	VariableNumber VariableKind = "number"
)

// VariableKinds are all of them, in the order in which they are offered.
var VariableKinds = []VariableKind{VariableText, VariableNumber}

// ContextVariable says what agents call a value that comes along with a
// conversation of its workstream, how it is understood, and whether they see it.
type ContextVariable struct {
	ID           string
	WorkstreamID string
	Name         string // by which values come; unique in the workstream, and kept
	DisplayName  string
	Kind         VariableKind
	Shown        bool // to agents; it is kept either way
	CreatedAt    Time
	UpdatedAt    Time `gorm:"autoUpdateTime:false"`
	UpdatedByID  *string
}

func (v *ContextVariable) record() AuditRecord { return AuditRecord{AuditVariable, v.ID, v.Name} }

// MaxVariables is how many a workstream may define: as many as one chat may have.
const MaxVariables = MaxAttributes

// VariableDraft is what an admin may set.
type VariableDraft struct {
	Name        string
	DisplayName string
	Kind        VariableKind
	Shown       bool
}

// Draft is what the variable says now, to be edited.
func (v *ContextVariable) Draft() VariableDraft {
	return VariableDraft{v.Name, v.DisplayName, v.Kind, v.Shown}
}

// Set takes over what an admin entered. The name stays what it was: sites send
// values under it.
func (v *ContextVariable) Set(d VariableDraft) error {
	p := Problems{}
	if v.Name == "" {
		if d.Name = name(p, "name", d.Name); d.Name == "" {
			p.Add("name", "Enter the name under which the site sends the value, such as plan.")
		}
	} else {
		d.Name = v.Name
	}
	if d.DisplayName = name(p, "display_name", d.DisplayName); d.DisplayName == "" {
		d.DisplayName = d.Name
	}
	if !slices.Contains(VariableKinds, d.Kind) {
		p.Add("kind", "Choose text or number.")
	}
	if err := p.Err(); err != nil {
		return err
	}
	v.Name, v.DisplayName, v.Kind, v.Shown = d.Name, d.DisplayName, d.Kind, d.Shown
	return nil
}
