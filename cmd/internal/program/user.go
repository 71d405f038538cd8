package program

import (
	"bufio"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"golang.org/x/term"

	"linger/models"
)

// addUser makes somebody who may sign in.
type addUser struct {
	Store
	Email         string `help:"Their e-mail, to sign in with." required:"" placeholder:"ADDRESS"`
	Name          string `help:"Their name, first name first." required:"" placeholder:"NAME"`
	Role          string `help:"What they may do: ${enum}." enum:"agent,supervisor,admin" default:"agent"`
	PasswordStdin bool   `help:"Read the password from standard input instead of asking for it."`
}

// defaultCapacity is what a new member of staff can carry, in units.
const defaultCapacity = 100

// Run adds them, with a password that is asked for, read, or made up and shown
// this once.
func (u *addUser) Run(ctx context.Context, term Terminal) (err error) {
	password, shown, err := u.password(term)
	if err != nil {
		return err
	}
	desk, err := OpenDesk(ctx, u.Store, Logging{LogLevel: "warn"}.Log(term.Err))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, desk.DB.Close()) }()
	first, last, _ := strings.Cut(strings.TrimSpace(u.Name), " ")
	agent, err := desk.Agents.Create(ctx, nil, models.Profile{
		FirstName: first, LastName: strings.TrimSpace(last), Email: u.Email, Role: models.Role(u.Role), Capacity: defaultCapacity,
	}, password)
	if err != nil {
		return inWords(err)
	}
	fmt.Fprintf(term.Out, "%s (%s) may sign in as %s.\n", agent.Name(), agent.Role, agent.Email)
	if shown {
		fmt.Fprintf(term.Out, "Password, shown this once: %s\n", password)
	}
	return nil
}

// password is the new password, and whether it was made up here.
func (u *addUser) password(t Terminal) (password string, shown bool, err error) {
	switch in, _ := t.In.(*os.File); {
	case u.PasswordStdin:
		line, err := bufio.NewReader(t.In).ReadString('\n')
		if err != nil && !errors.Is(err, io.EOF) {
			return "", false, err
		}
		return strings.TrimRight(line, "\r\n"), false, nil
	case in != nil && term.IsTerminal(int(in.Fd())):
		fmt.Fprint(t.Err, "Password (empty: make one up): ")
		typed, err := term.ReadPassword(int(in.Fd()))
		fmt.Fprintln(t.Err)
		if err != nil || len(typed) > 0 {
			return string(typed), false, err
		}
	}
	return rand.Text(), true, nil
}

// inWords is err with what is wrong with each field on a line of its own.
func inWords(err error) error {
	var known *models.Error
	if !errors.As(err, &known) || len(known.Fields) == 0 {
		return err
	}
	var lines []string
	for field, what := range known.Fields {
		lines = append(lines, strings.ReplaceAll(field, "_", " ")+": "+what)
	}
	slices.Sort(lines)
	return errors.New(strings.Join(lines, "\n        "))
}
