package web

import (
	"github.com/labstack/echo/v4"

	"linger/models"
)

const (
	agentKey = "linger.agent"
	visitKey = "linger.visit"
)

// Agent is the staff member who is signed in. The route group's middleware has
// put it there; asking on any other route is a mistake in the route table.
func Agent(c echo.Context) *models.Agent {
	return c.Get(agentKey).(*models.Agent)
}

// SignedIn is Agent for pages that also serve people who are not signed in: nil
// for them.
func SignedIn(c echo.Context) *models.Agent {
	a, _ := c.Get(agentKey).(*models.Agent)
	return a
}

// SetAgent notes who is signed in, for the rest of the request.
func SetAgent(c echo.Context, a *models.Agent) { c.Set(agentKey, a) }

// Visit is the customer's visit that the request's header names. The widget
// group's middleware has put it there.
func Visit(c echo.Context) *models.Visit {
	return c.Get(visitKey).(*models.Visit)
}

// SetVisit notes whose visit this is, for the rest of the request.
func SetVisit(c echo.Context, v *models.Visit) { c.Set(visitKey, v) }
