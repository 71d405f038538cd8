package console

import (
	"fmt"

	"linger/models"
)

// part is the viewer's place in the conversation's company; nil if they have none.
func (c *Chat) part() *models.Participant {
	for i := range c.Company {
		if c.Company[i].AgentID == c.Viewer.ID {
			return c.Company[i].Part
		}
	}
	return nil
}

// asked is what the viewer is asked by a colleague; nil if nothing.
func (c *Chat) asked() *models.Colleague {
	for i := range c.Company {
		if o := c.Company[i].Offer; c.Company[i].AgentID == c.Viewer.ID && o != nil && o.ExpiresAt.After(c.Now) {
			return &c.Company[i]
		}
	}
	return nil
}

// askedBy is who asks the viewer, as far as the screen knows.
func (c *Chat) askedBy() string {
	if by := c.asked().Offer.ByAgentID; by != nil && c.AgentID != nil && *by == *c.AgentID {
		return c.AgentName
	}
	return "A supervisor"
}

// decides reports whether the viewer may end what others do in it.
func (c *Chat) decides() bool { return c.Mine() || c.Viewer.Role.Includes(models.RoleSupervisor) }

// handsOver reports whether the viewer can transfer it.
func (c *Chat) handsOver() bool {
	return (c.State == models.StateActive || c.State == models.StateWaiting) && c.decides()
}

// hasMenu reports whether the viewer can do more than what the head shows.
func (c *Chat) hasMenu() bool {
	return c.State != models.StateClosed && (c.Viewer.Role.Includes(models.RoleSupervisor) || c.handsOver())
}

// transferring reports whether somebody is asked to take it over.
func (c *Chat) transferring() bool {
	for _, other := range c.Company {
		if other.Offer != nil && other.Offer.Kind == models.OfferTransfer {
			return true
		}
	}
	return false
}

// writesToCustomer reports whether what the viewer writes may go to the customer.
func (c *Chat) writesToCustomer() bool {
	p := c.part()
	return c.Mine() || p != nil && p.Public()
}

// composerID changes with who may read what is written: then the composer is
// another one.
func (c *Chat) composerID() string {
	if c.writesToCustomer() {
		return "composer-" + c.ID
	}
	return "composer-internal-" + c.ID
}

func companyIcon(other models.Colleague) string {
	switch {
	case other.Offer != nil:
		return askedIcon(other.Offer.Kind)
	case other.Part.Public():
		return "users"
	}
	return "eye"
}

func askedIcon(k models.OfferKind) string {
	if k == models.OfferTransfer {
		return "arrow-right-left"
	}
	return "message-circle-question-mark"
}

// partOf is what somebody is about the conversation.
func partOf(other models.Colleague) string {
	switch {
	case other.Offer != nil && other.Offer.Kind == models.OfferTransfer:
		return "is asked to take it over"
	case other.Offer != nil:
		return "is consulted, and has not answered yet"
	case other.Part.Public():
		return "writes with the customer, too"
	}
	return "reads along and writes to staff only"
}

// ownPart is the same to themselves.
func ownPart(other models.Colleague) string {
	switch {
	case other.Offer != nil:
		return "You are asked, too"
	case other.Part.Public():
		return "The customer knows that you are here"
	}
	return "You are consulted. The customer does not know that you are here."
}

func endConsult(other models.Colleague) string {
	if other.Offer != nil {
		return "Withdraw: " + other.Name
	}
	return "End: " + other.Name
}

// askedWord is what a colleague asks, after their name.
func askedWord(k models.OfferKind) string {
	if k == models.OfferTransfer {
		return "asks you to take it over"
	}
	return "consults you"
}

func askedTitle(a *models.Asked) string {
	return fmt.Sprintf("%s %s: %s", a.ByName, askedWord(a.Offer.Kind), a.Customer())
}

// answerWord says what came of something that was asked.
func answerWord(a models.Answer) string {
	customer := models.Customer{Name: a.CustomerName}
	about := customer.DisplayName()
	switch {
	case a.Outcome == models.OfferDeclined && a.Kind == models.OfferTransfer:
		return fmt.Sprintf("%s declined to take over %s. It stays with you.", a.Name, about)
	case a.Kind == models.OfferTransfer:
		return fmt.Sprintf("%s did not answer. %s stays with you.", a.Name, about)
	case a.Outcome == models.OfferDeclined:
		return fmt.Sprintf("%s can't be consulted on %s now.", a.Name, about)
	}
	return fmt.Sprintf("%s did not answer about %s.", a.Name, about)
}

// until is the time left, as the browser counts it down.
func until(t, now models.Time) string {
	seconds := max(0, int(t.Sub(now).Seconds()))
	return fmt.Sprintf("%d:%02d", seconds/60, seconds%60)
}
