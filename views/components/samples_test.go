package components

import (
	"context"
	"io"
	"time"

	"github.com/a-h/templ"

	"linger/models"
)

// sample is a component as it appears in the gallery and in its golden file.
type sample struct {
	name string
	part templ.Component
}

// row shows parts one after the other.
func row(parts ...templ.Component) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		for _, part := range parts {
			if err := part.Render(ctx, w); err != nil {
				return err
			}
			if _, err := io.WriteString(w, "\n"); err != nil {
				return err
			}
		}
		return nil
	})
}

// within gives a component its children.
func within(outer templ.Component, children ...templ.Component) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		return outer.Render(templ.WithChildren(ctx, row(children...)), w)
	})
}

func text(s string) templ.Component {
	return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		_, err := io.WriteString(w, templ.EscapeString(s))
		return err
	})
}

func samples() []sample {
	at := models.At(time.Date(2026, 3, 2, 9, 5, 0, 0, time.UTC))
	domains := Field{Name: "domains", Label: "Allowed domains", Hint: "The widget shows on these sites only, one a line.", Value: "shop.example.com"}
	broken := Field{
		Name: "key-url", Label: "Public key URL", Value: "htp://shop", Problem: "This is not an address. It begins with https://.",
		Hint: "Where the site publishes the key its tokens are signed with.", Attrs: templ.Attributes{"type": "url", "maxlength": "2048"},
	}
	queue := []Option{{Value: "orders", Label: "Orders"}, {Value: "returns", Label: "Returns and refunds"}}
	modes := []Option{
		{Value: "persistent", Label: "Persistent", Hint: "One conversation that goes on for days; customers sign in."},
		{Value: "live", Label: "Live", Hint: "A chat that ends when the customer leaves."},
	}
	return []sample{
		{"icon", row(Icon("inbox", 16), Icon("send", 20))},
		{"button", row(
			Button("Save", Primary, nil), Button("Cancel", Secondary, templ.Attributes{"type": "button"}),
			Button("End conversation", Danger, nil), Button("Skip", Ghost, nil),
			Button("Publish", Primary, templ.Attributes{"disabled": true}),
			ButtonIcon("ellipsis", "More", nil), ButtonLink("New widget", Secondary, "/settings/widgets/new"),
		)},
		{"text-field", row(
			TextField(Field{Name: "name", Label: "Name", Value: "Harbour Lane", Hint: "Customers see it above the chat."}),
			TextField(broken),
			TextField(Field{Name: "audience", Label: "Audience", Optional: true}),
		)},
		{"text-area", TextArea(domains)},
		{"select", Select(Field{Name: "queue", Label: "Queue", Value: "returns"}, queue)},
		{"radio", Radio(Field{Name: "mode", Label: "Mode", Value: "persistent"}, modes)},
		{"checkbox", Checkbox(Field{Name: "agreed", Label: "The customer agreed that it is solved"}, false)},
		{"toggle", row(
			Toggle(Field{Name: "affinity", Label: "Same agent first", Hint: "A returning customer is offered to the agent she knows."}, true),
			Toggle(Field{Name: "survey", Label: "Ask after the chat"}, false),
		)},
		{"badge", row(
			Badge("Waiting", "circle-pause", Neutral), Badge("Active", "message-circle", Accent), Badge("Published", "check", Positive),
			Badge("Key expires soon", "clock", Caution), Badge("Not sent", "circle-alert", Wrong),
			Count(3, "unread"), Count(120, "unread"), Count(0, "unread"),
		)},
		{"notice", row(
			within(Notice(Neutral), text("Opening hours are shown in your time zone.")),
			within(Notice(Accent), text("The thread moved on while you wrote.")),
			within(Notice(Positive), text("Saved.")),
			within(Notice(Caution), text("The signing key expires in three days.")),
			within(Notice(Wrong), text("Not saved. Two fields need a look.")),
		)},
		{"avatar", row(
			Avatar("Ada Lind", Small), Avatar("Jonas Weber", Medium), Avatar("Mei", Large),
			Avatar("Åsa Öberg", Medium), Avatar("Tomás de la Cruz", Medium), Avatar("", Medium),
		)},
		{"timestamp", row(Timestamp(at), text(" · "), TimeAs(at, Clock), text(" · "), TimeAs(at, Exact), Timestamp(models.Time{}))},
		{"empty", within(Empty("inbox", "Nobody waits for you", "Conversations that you accept appear here."),
			Button("Show open conversations", Secondary, nil))},
		{"skeleton", Skeleton(4)},
		{"dialog", row(
			Button("End", Danger, templ.Attributes{"type": "button", "data-opens": "end"}),
			within(Dialog("end", "End this conversation?", nil),
				text("The customer can start a new one, but will not see this one any more."),
				within(DialogActions(), Button("Keep it", Secondary, templ.Attributes{"type": "button", "data-closes": ""}), Button("End conversation", Danger, nil)),
			),
		)},
		{"menu", within(Menu("more", "ellipsis", "More"),
			MenuItem("Copy link", "copy", nil), MenuLink("Customer", "user-round", "/customers/7"), MenuLine(),
			MenuDanger("Force close", "x", nil))},
		{"pagination", row(Pagination("?", "?before=60"), Pagination("", ""))},
		{"tabs", Tabs("Lists", []Tab{
			{Text: "Mine", Href: "/console/mine", Current: true, Count: 12}, {Text: "Open", Href: "/console/open", Count: 3},
			{Text: "Closed", Href: "/console/closed"},
		})},
		{"card", within(Card("Authentication"), text("Signs customers in by a token of your site."))},
		{"table", within(Table("Widgets"), templ.Raw(`<table class="table"><thead><tr><th scope="col">Name</th><th scope="col">Mode</th><th scope="col">State</th></tr></thead>
<tbody><tr class="table__row--link"><th scope="row"><a href="/settings/widgets/1">Harbour Lane</a></th><td>Persistent</td><td>Published</td></tr>
<tr class="table__row--link"><th scope="row"><a href="/settings/widgets/2">Help centre</a></th><td>Live</td><td>Draft</td></tr></tbody></table>`))},
	}
}
