package settings

import (
	"github.com/a-h/templ"

	"linger/models"
	"linger/views/components"
)

// StaffForm is a member of staff as it is typed.
type StaffForm struct {
	Form
	FirstName, LastName, Nickname string
	Email                         string
	Role                          models.Role
	Capacity                      string
}

// NewStaffForm is the form with what the profile says.
func NewStaffForm(p models.Profile) StaffForm {
	return StaffForm{
		FirstName: p.FirstName, LastName: p.LastName, Nickname: p.Nickname,
		Email: p.Email, Role: p.Role, Capacity: number(p.Capacity),
	}
}

// Profile is what was typed; a capacity that is no number becomes one that is
// refused.
func (f StaffForm) Profile() models.Profile {
	return models.Profile{
		FirstName: f.FirstName, LastName: f.LastName, Nickname: f.Nickname,
		Email: f.Email, Role: f.Role, Capacity: whole(f.Capacity, -1),
	}
}

// StaffRecord is a member of staff and what they have in hand.
type StaffRecord struct {
	*models.Agent
	Duties          models.Duties
	Self            bool  // it is the reader
	PasswordProblem error // with the password typed for them
}

func (s StaffRecord) path(rest string) templ.SafeURL {
	return templ.SafeURL("/settings/staff/" + s.ID + rest)
}

// Password is a new one of somebody, shown once.
type Password struct {
	Agent    *models.Agent
	Password string
	Fresh    bool // the person is new, too
}

var roles = []components.Option{
	{Value: string(models.RoleAgent), Label: "Agent", Hint: "Handles conversations: sees what is open in their queues, and their own."},
	{Value: string(models.RoleSupervisor), Label: "Supervisor", Hint: "Also sees everybody's conversations."},
	{Value: string(models.RoleAdmin), Label: "Admin", Hint: "Also changes these settings."},
}

func roleName(r models.Role) string {
	for _, o := range roles {
		if o.Value == string(r) {
			return o.Label
		}
	}
	return string(r)
}
