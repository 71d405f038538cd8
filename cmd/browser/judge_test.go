package browser

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// modules is where npm put the judges.
const modules = "../../static/node_modules"

var axeSource = sync.OnceValues(func() (string, error) {
	text, err := os.ReadFile(filepath.Join(modules, "axe-core", "axe.min.js"))
	if err != nil {
		return "", missing("the browser tests need axe-core: run make test, or npm ci in static")
	}
	return string(text), nil
})

// inColours are axe's rules that a colour scheme can break.
var inColours = []string{"color-contrast", "link-in-text-block"}

// axe lets axe judge what the tab shows, by all rules or by those named. It runs beside
// the page's own policy: the browser's protocol puts it in, not the page.
func (p *tab) axe(state string, rules ...string) {
	p.t.Helper()
	source, err := axeSource()
	if err != nil {
		p.t.Fatal(err)
	}
	type violation struct {
		ID, Help string
		Nodes    []struct {
			HTML           string
			FailureSummary string
		}
	}
	if !eval[bool](p, "typeof axe === 'object'") {
		p.do("put axe in", chromedp.Evaluate[chromedp.Void](source))
	}
	only := ""
	if len(rules) > 0 {
		only = `, runOnly: ["` + strings.Join(rules, `", "`) + `"]`
	}
	// What fades in has other colours meanwhile.
	text := eval[string](p, `Promise.allSettled(document.getAnimations().filter((each) => each.effect.getComputedTiming().endTime < Infinity).map((each) => each.finished))
		.then(() => axe.run(document, { resultTypes: ["violations"], iframes: false`+only+` }))
		.then(({ violations }) => JSON.stringify(violations.map(({ id, help, nodes }) => ({ id, help, nodes: nodes.slice(0, 4).map(({ html, failureSummary }) => ({ html, failureSummary })) }))))`)
	var violations []violation
	if err := json.Unmarshal([]byte(text), &violations); err != nil {
		p.t.Fatal(err)
	}
	for _, v := range violations {
		for _, node := range v.Nodes {
			p.t.Errorf("axe, %s, %s: %s (%s)\n  %.300s\n  %s", p.who, state, v.Help, v.ID, node.HTML, strings.ReplaceAll(node.FailureSummary, "\n", "\n  "))
		}
	}
}

// axeInBoth lets axe judge a window of this size, dark and light. In the dark only
// colours can differ.
func (p *tab) axeInBoth(width, height int64, state string) {
	p.t.Helper()
	p.window(width, height, true)
	p.settle()
	p.axe(state+", dark", inColours...)
	p.window(width, height, false)
	p.settle()
	p.axe(state)
}

// checker is the Nu HTML checker, behind its own server: a Java for each page
// would take longer than all tests.
var checker struct {
	once    sync.Once
	process *exec.Cmd
	url     string
	err     error
}

func startChecker() {
	jar := filepath.Join(modules, "vnu-jar", "build", "dist", "vnu.jar")
	if _, err := os.Stat(jar); err != nil {
		checker.err = missing("the browser tests need the Nu HTML checker: run make test, or npm ci in static")
		return
	}
	java, err := exec.LookPath("java")
	if err != nil {
		checker.err = missing("the Nu HTML checker needs Java: apt-get install default-jre-headless")
		return
	}
	port, err := freePort()
	if err != nil {
		checker.err = err
		return
	}
	checker.url = fmt.Sprintf("http://127.0.0.1:%d/", port)
	checker.process = exec.Command(java, "-Xmx256m", "-Xss8m", "-XX:TieredStopAtLevel=1", "-Dnu.validator.servlet.bind-address=127.0.0.1",
		"-cp", jar, "nu.validator.servlet.Main", fmt.Sprint(port))
	if checker.err = checker.process.Start(); checker.err != nil {
		return
	}
	deadline := time.Now().Add(60 * time.Second)
	for {
		response, err := http.Get(checker.url)
		if err == nil {
			_ = response.Body.Close()
			return
		}
		if time.Now().After(deadline) {
			checker.err = fmt.Errorf("the Nu HTML checker does not answer: %w", err)
			return
		}
		<-time.After(50 * time.Millisecond)
	}
}

func stopChecker() {
	if checker.process != nil && checker.process.Process != nil {
		_ = checker.process.Process.Kill()
		_ = checker.process.Wait()
	}
}

// nu lets the Nu HTML checker judge a page as the server sent it.
func nu(t *testing.T, state, html string) {
	t.Helper()
	checker.once.Do(startChecker)
	if checker.err != nil {
		t.Fatal(checker.err)
	}
	response, err := http.Post(checker.url+"?out=json", "text/html; charset=utf-8", strings.NewReader(html))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	var verdict struct {
		Messages []struct {
			Type, SubType, Message, Extract string
			LastLine                        int
		}
	}
	if err := json.NewDecoder(bytes.NewReader(body)).Decode(&verdict); err != nil {
		t.Fatalf("the Nu HTML checker said %q", body)
	}
	for _, m := range verdict.Messages {
		if m.Type == "error" || m.Type == "non-document-error" {
			t.Errorf("Nu, %s, line %d: %s\n  %s", state, m.LastLine, m.Message, m.Extract)
		}
	}
}
