package program

import (
	"context"
	"net/url"
)

// sayHowToSetUp tells who runs the process how to become its first admin, as
// long as nobody works here. The code is good for all processes of the desk.
func (p *Program) sayHowToSetUp(ctx context.Context) error {
	staff, err := p.Desk.Agents.Any(ctx)
	if err != nil || staff {
		return err
	}
	address := p.URL.JoinPath("setup")
	address.RawQuery = url.Values{"code": {p.setupCode}}.Encode()
	p.Log.WarnContext(ctx, "nobody works here yet: open the address to become the first admin", "address", address.String(), "code", p.setupCode)
	return nil
}
