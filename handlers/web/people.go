package web

import (
	"github.com/labstack/echo/v4"

	"linger/models"
)

const (
	agentKey = "linger.agent"
	visitKey = "linger.visit"

	signInKey = "linger.sign-in"
)

// Agent is the staff member who is signed in. The route group's middleware has
// put it there; asking on any other route is a mistake in the route table.
func Agent(c echo.Context) *models.Agent {
	return c.Get(agentKey).(*models.Agent)
}

// SetAgent notes who is signed in, for the rest of the request: what is rendered
// tells times as they read them.
func SetAgent(c echo.Context, a *models.Agent) {
	c.Set(agentKey, a)
	c.SetRequest(c.Request().WithContext(models.WithLocale(c.Request().Context(), a.Locale())))
}

// Visit is the customer's visit that the request's header names. The widget
// group's middleware has put it there.
func Visit(c echo.Context) *models.Visit {
	return c.Get(visitKey).(*models.Visit)
}

// SetVisit notes whose visit this is, for the rest of the request.
func SetVisit(c echo.Context, v *models.Visit) { c.Set(visitKey, v) }

// SignIn is the browser's sign-in, by which Agent is known. A stream follows
// models.TopicSignIn of its id, to end with it.
func SignIn(c echo.Context) *models.SignIn {
	return c.Get(signInKey).(*models.SignIn)
}

// SetSignIn notes who is signed in, and by what, for the rest of the request.
func SetSignIn(c echo.Context, in *models.SignIn, a *models.Agent) {
	c.Set(signInKey, in)
	SetAgent(c, a)
}
