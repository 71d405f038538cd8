package components

import (
	"strings"

	"github.com/a-h/templ"
)

// Field is one thing a form asks for.
type Field struct {
	Name     string           // of the value in the form
	ID       string           // of the control in the page; the name if empty
	Label    string           // what is asked, in the reader's words
	Hint     string           // what the value does, in one sentence
	Problem  string           // what is wrong with the value; empty if nothing is
	Value    string           // what was typed or stored
	Optional bool             // says so beside the label; otherwise the control is required
	Attrs    templ.Attributes // anything else for the control: type, maxlength, autocomplete, ...
}

// Option is one of the values a select or a group of radio buttons offers.
type Option struct {
	Value string
	Label string
	Hint  string // what choosing it does; radio buttons show it
}

func (f Field) id() string {
	if f.ID != "" {
		return f.ID
	}
	return f.Name
}

func (f Field) hintID() string    { return f.id() + "-hint" }
func (f Field) problemID() string { return f.id() + "-problem" }

// control is what every kind of control carries.
func (f Field) control() templ.Attributes {
	attrs := templ.Attributes{"id": f.id(), "name": f.Name}
	if described := f.described(); described != "" {
		attrs["aria-describedby"] = described
	}
	if f.Problem != "" {
		attrs["aria-invalid"] = "true"
	}
	for name, value := range f.Attrs {
		attrs[name] = value
	}
	return attrs
}

// chosen is control for a list: required only where its first option is none.
func (f Field) chosen(options []Option) templ.Attributes {
	if len(options) > 0 && options[0].Value == "" {
		return f.typed()
	}
	return f.control()
}

// typed is control with required, for what is typed.
func (f Field) typed() templ.Attributes {
	attrs := f.control()
	if !f.Optional {
		attrs["required"] = true
	}
	return attrs
}

// described names the parts that explain the control: first what is wrong.
func (f Field) described() string {
	var ids []string
	if f.Problem != "" {
		ids = append(ids, f.problemID())
	}
	if f.Hint != "" {
		ids = append(ids, f.hintID())
	}
	return strings.Join(ids, " ")
}

// group is what the frame around several controls carries.
func (f Field) group() templ.Attributes {
	attrs := templ.Attributes{"id": f.id()}
	if described := f.described(); described != "" {
		attrs["aria-describedby"] = described
	}
	return attrs
}

// described ties an option to its hint.
func (o Option) described(id string) templ.Attributes {
	if o.Hint == "" {
		return nil
	}
	return templ.Attributes{"aria-describedby": id + "-hint"}
}
