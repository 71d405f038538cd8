package browser

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/chromedp/cdproto/accessibility"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/dom"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// control is something that assistive technology offers: a role with a name.
type control struct {
	role, name string
	node       cdp.BackendNodeID
}

// controls are what stands on the page now with role. A hidden one is not there.
func (p *tab) controls(role string) ([]control, error) {
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	document, err := chromedp.Call(ctx, runtime.Evaluate, runtime.EvaluateParams{Expression: "document"})
	if err != nil {
		return nil, err
	}
	tree, err := chromedp.Call(ctx, accessibility.QueryAXTree, accessibility.QueryAXTreeParams{ObjectID: document.Result.ObjectID, Role: role})
	if err != nil {
		return nil, err
	}
	var list []control
	for _, node := range tree.Nodes {
		if node.Ignored || node.BackendDOMNodeID == 0 {
			continue
		}
		c := control{role: role, node: node.BackendDOMNodeID}
		if node.Name != nil {
			_ = jsonText(node.Name.Value, &c.name)
		}
		list = append(list, c)
	}
	return list, nil
}

// named are the controls that are called name; when there is none, those whose
// name begins with it, or has it inside.
func named(list []control, name string) []control {
	for _, fits := range []func(a, b string) bool{func(a, b string) bool { return a == b }, strings.HasPrefix, strings.Contains} {
		var found []control
		for _, c := range list {
			if fits(c.name, name) {
				found = append(found, c)
			}
		}
		if len(found) > 0 {
			return found
		}
	}
	return nil
}

// find waits for a control of role that is called name.
func (p *tab) find(role, name string) control {
	p.t.Helper()
	return p.findAll(role, name)[0]
}

func (p *tab) findAll(role, name string) (found []control) {
	p.t.Helper()
	p.until(fmt.Sprintf("%s %q", role, name), func() (bool, error) {
		list, err := p.controls(role)
		if err != nil {
			return false, err
		}
		if found = named(list, name); len(found) > 0 {
			return true, nil
		}
		var names []string
		for _, c := range list {
			names = append(names, c.name)
		}
		return false, fmt.Errorf("there are: %q", names)
	})
	return found
}

// offers reports whether the control stands on the page now.
func (p *tab) offers(role, name string) bool {
	p.t.Helper()
	list, err := p.controls(role)
	if err != nil {
		p.fail("look for %s %q: %v", role, name, err)
	}
	return len(named(list, name)) > 0
}

// spot is where a control can be hit, if nothing lies over it.
type spot struct {
	X, Y    float64
	Problem string
}

const findSpot = `function() {
	this.scrollIntoView({ block: "nearest", behavior: "instant" })
	const box = [...this.getClientRects()].find((each) => each.width && each.height)
	if (!box) return { problem: "it has no size" }
	if (this.disabled || this.getAttribute("aria-disabled") === "true") return { problem: "it is disabled" }
	const x = box.x + box.width / 2, y = box.y + box.height / 2
	let hit = document.elementFromPoint(x, y)
	while (hit?.shadowRoot && this.getRootNode() !== document) {
		const inner = hit.shadowRoot.elementFromPoint(x, y)
		if (!inner || inner === hit) break
		hit = inner
	}
	const host = this.getRootNode().host
	if (!hit || !(this.contains(hit) || hit.contains(this) || host === hit || this.control === hit || [...(this.labels ?? [])].some((label) => label.contains(hit))))
		return { problem: "under " + (hit ? hit.outerHTML.slice(0, 120) : "nothing") }
	return { x, y, problem: "" }
}`

// click waits until the control can be hit and clicks it.
func (p *tab) click(role, name string) {
	p.t.Helper()
	what := fmt.Sprintf("click %s %q", role, name)
	var at spot
	p.until(what, func() (bool, error) {
		var problems error
		for _, c := range p.findAll(role, name) {
			var err error
			if at, err = p.spot(c); err == nil && at.Problem == "" {
				return true, nil
			}
			problems = errors.Join(problems, err, fmt.Errorf("%q: %s", c.name, at.Problem))
		}
		return false, problems
	})
	p.do(what, chromedp.MouseClickXY(at.X, at.Y))
}

func (p *tab) spot(c control) (s spot, err error) {
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	object, err := chromedp.Call(ctx, dom.ResolveNode, dom.ResolveNodeParams{BackendNodeID: c.node})
	if err != nil {
		return s, err
	}
	answer, err := chromedp.Call(ctx, runtime.CallFunctionOn, runtime.CallFunctionOnParams{
		FunctionDeclaration: findSpot, ObjectID: object.Object.ObjectID, ReturnByValue: new(true),
	})
	if err != nil {
		return s, err
	}
	if answer.ExceptionDetails != nil {
		return s, fmt.Errorf("%s", answer.ExceptionDetails.Text)
	}
	return s, jsonText(answer.Result.Value, &s)
}

// focus puts the focus on a control, as a click or Tab would.
func (p *tab) focus(role, name string) {
	p.t.Helper()
	// It may be on its way out, for another to come in its place.
	p.until("focus in "+name, func() (bool, error) {
		ctx, cancel := context.WithTimeout(p.ctx, patience)
		defer cancel()
		_, err := chromedp.Call(ctx, dom.Focus, dom.FocusParams{BackendNodeID: p.find(role, name).node})
		return err == nil, err
	})
}

// fill replaces what a field holds.
func (p *tab) fill(name, text string) {
	p.t.Helper()
	p.focus("textbox", name)
	call(p, "select all", input.DispatchKeyEvent, input.DispatchKeyEventParams{Type: input.DispatchKeyEventTypeRawKeyDown, Commands: []string{"selectAll"}})
	p.types(text)
}
