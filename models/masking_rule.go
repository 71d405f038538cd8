package models

import (
	"strings"
	"unicode/utf8"

	"linger/models/masking"
)

// MaskingRule says what is replaced in every message before it is stored. What is
// stored already stays as it is.
type MaskingRule struct {
	ID          string
	Name        string
	Description string
	Kind        masking.Kind
	Pattern     string // the expression of a rule that finds by one; empty otherwise
	Mask        string // one character
	Position    int64  // rules are applied in this order
	Active      bool
	CreatedAt   Time
	UpdatedAt   Time `gorm:"autoUpdateTime:false"`
	UpdatedByID *string
}

// Limits of the rules.
const (
	MaxMaskingRules       = 10
	MaxMaskingDescription = 500
	MaxMaskingPattern     = 500
	MaxMaskingTest        = 4000 // characters in the test box
	DefaultMask           = "#"
)

// MaskingDraft is what an admin may set.
type MaskingDraft struct {
	Name        string
	Description string
	Kind        masking.Kind
	Pattern     string
	Mask        string
	Active      bool
}

// Draft is what the rule says now, to be edited.
func (r *MaskingRule) Draft() MaskingDraft {
	return MaskingDraft{r.Name, r.Description, r.Kind, r.Pattern, r.Mask, r.Active}
}

// Set takes over what an admin entered.
func (r *MaskingRule) Set(d MaskingDraft) error {
	p := Problems{}
	d.Name = name(p, "name", d.Name)
	if d.Name == "" {
		p.Add("name", "Give it a name that says what it masks.")
	}
	d.Description = strings.ReplaceAll(strings.TrimSpace(d.Description), "\r\n", "\n")
	switch n := utf8.RuneCountInString(d.Description); {
	case n > MaxMaskingDescription:
		p.Add("description", "%d characters at most; this has %d.", MaxMaskingDescription, n)
	case !readable(d.Description):
		p.Add("description", "Use characters that can be read.")
	}
	if d.Kind != masking.Pattern {
		d.Pattern = ""
	}
	d.Mask = strings.TrimSpace(d.Mask)
	d.compile(p)
	if err := p.Err(); err != nil {
		return err
	}
	r.Name, r.Description, r.Kind, r.Pattern, r.Mask, r.Active = d.Name, d.Description, d.Kind, d.Pattern, d.Mask, d.Active
	return nil
}

// compile is the draft as a rule, if nothing is wrong with what decides it.
func (d MaskingDraft) compile(p Problems) masking.Rule {
	switch d.Kind {
	case masking.Pattern, masking.Card, masking.IBAN:
	default:
		p.Add("kind", "Choose what the rule finds.")
	}
	if n := utf8.RuneCountInString(d.Pattern); n > MaxMaskingPattern {
		p.Add("pattern", "%d characters at most; this has %d.", MaxMaskingPattern, n)
		return masking.Rule{}
	}
	mask, size := utf8.DecodeRuneInString(d.Mask)
	if size == 0 || size != len(d.Mask) || !masking.Visible(mask) {
		p.Add("mask", "Enter one sign, such as # or *. Letters, digits and spaces could be taken for what was written.")
	}
	if !readable(d.Pattern) {
		p.Add("pattern", "Use characters that can be read.")
		return masking.Rule{}
	}
	rule, err := masking.New(d.Kind, d.Pattern, mask)
	if err != nil {
		p.Add("pattern", "%s", err)
	}
	return rule
}

// readable reports whether text is valid and has no control characters but line
// breaks and tabs.
func readable(text string) bool {
	return utf8.ValidString(text) && !strings.ContainsFunc(text, func(r rune) bool { return isControl(r) && r != '\n' && r != '\t' })
}

// Test is what the draft makes of text.
func (d MaskingDraft) Test(text string) (string, error) {
	p := Problems{}
	rule := d.compile(p)
	if err := p.Err(); err != nil {
		return "", err
	}
	return masking.Rules{rule}.Apply(text), nil
}
