package static

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"strconv"
	"time"
)

// Look is what a page may know of a widget before anybody opens it: the loader,
// embed.js, is called with it.
type Look struct {
	Origin   string // where Linger is served: "https://chat.example.com"
	Path     string // of the frame: "/w/KEY"
	Label    string // the launcher's name and the frame's title: "Chat with Shop"
	Unread   string // what goes before their number in the launcher's name: "unread messages:"
	Failed   string // the launcher's name when the frame didn't come: "Chat did not load. Try again"
	Launcher Launcher
	Left     bool      // at the start of the line rather than at its end
	Change   time.Time // when the team comes or leaves next, if that changes the launcher
	Function string    // the page's function that hands out tokens: "shop.chatToken"; empty if customers aren't known
}

// Launcher is how the round button looks.
type Launcher struct {
	Color   string // its colour, #rrggbb
	OnColor string // what is drawn on it, #rrggbb
	Hidden  bool   // it is not there
}

// Style is the launcher's own style. Colours are checked,
// so that a setting can't become a style on customers' sites.
func (l Launcher) Style() (string, error) {
	if !colour.MatchString(l.Color) || !colour.MatchString(l.OnColor) {
		return "", fmt.Errorf("the launcher's colours %q and %q are not #rrggbb", l.Color, l.OnColor)
	}
	style := "background:" + l.Color + ";color:" + l.OnColor
	if l.Hidden {
		style += ";display:none"
	}
	return style, nil
}

// longest is how far ahead a browser's timer can look.
const longest = 20 * 24 * time.Hour

// LookFields are the arguments of the loader in their order, by the names that
// embed.js has for them.
var LookFields = []string{"origin", "path", "label", "unread", "failed", "style", "look", "change", "ask"}

var (
	colour = regexp.MustCompile(`^#[0-9a-fA-F]{6}$`)
	dotted = regexp.MustCompile(`^[\p{L}_$][\p{L}\p{N}_$]*(\.[\p{L}_$][\p{L}\p{N}_$]*)*$`)
)

// Embed returns embed.js for a widget: the loader, called with its look. A widget
// that isn't there has no look (nil), and its script does nothing.
func Embed(look *Look) ([]byte, error) {
	if look == nil {
		return []byte("// Linger: there is no such widget.\n"), nil
	}
	b, err := bundled()
	if err != nil {
		return nil, err
	}
	loader, err := plain(b.files, b.manifest["embed.js"])
	if err != nil {
		return nil, fmt.Errorf("read the loader: %w", err)
	}
	arguments, err := look.arguments()
	if err != nil {
		return nil, err
	}
	script := bytes.NewBuffer(bytes.ReplaceAll(loader, []byte("\n"), nil)) // a function in brackets, on one line
	script.WriteString("(" + arguments + ")")
	return script.Bytes(), nil
}

// ServeEmbed answers with a script that Embed made, compressed as small as it gets:
// on customers' sites every byte is somebody else's. Caching is the caller's to say,
// but for the tag, by which a browser asks whether its copy still holds.
func ServeEmbed(w http.ResponseWriter, r *http.Request, script []byte) error {
	e, err := embeds.of(script)
	if err != nil {
		return err
	}
	header := w.Header()
	header.Set("ETag", e.tag)
	header.Add("Vary", "Accept-Encoding")
	if r.Header.Get("If-None-Match") == e.tag {
		w.WriteHeader(http.StatusNotModified)
		return nil
	}
	coding, _ := e.choose(r.Header.Values("Accept-Encoding"))
	header.Set("Content-Type", e.mediaType)
	header.Set("Content-Length", strconv.FormatInt(e.sizes[coding], 10))
	header.Set("X-Content-Type-Options", "nosniff")
	if coding != "identity" {
		header.Set("Content-Encoding", coding)
	}
	_, err = w.Write(e.bodies[coding])
	return err
}

// arguments writes the look as LookFields has it. Everything that isn't a string
// is checked here, so that a setting can't become a script on customers' sites.
func (l Look) arguments() (string, error) {
	launcher, err := l.Launcher.Style()
	if err != nil {
		return "", err
	}
	change := "0"
	if !l.Change.IsZero() && time.Until(l.Change) < longest {
		change = strconv.FormatInt(l.Change.UnixMilli(), 10)
	}
	sides := "auto 20px"
	if l.Left {
		sides = "20px auto"
	}
	ask := "0"
	if l.Function != "" {
		if !dotted.MatchString(l.Function) {
			return "", errors.New("the client function is not a dotted name")
		}
		// The function calls back. It is looked up on every call, because the page may
		// define it late; on window, so that a name that is a word of the language
		// can't break the script.
		ask = "()=>new Promise(e=>window." + l.Function + "(e))"
	}
	// The style of the launcher's host: out of the page's flow and above it, with
	// nothing inherited; and what css/embed.css needs.
	style := "all:initial;position:fixed;z-index:999999999;--i:" + sides
	texts := []string{l.Origin, l.Path, l.Label, l.Unread, l.Failed, style, launcher}
	arguments := new(bytes.Buffer)
	for _, text := range texts {
		quoted, err := json.Marshal(text) // a JavaScript string, too
		if err != nil {
			return "", err
		}
		arguments.Write(quoted)
		arguments.WriteByte(',')
	}
	return arguments.String() + change + "," + ask, nil
}
