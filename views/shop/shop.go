// Package shop draws the demo's shop. It shares nothing with Linger's own pages
// but the way assets are served: it stands for somebody else's site.
package shop

import "github.com/a-h/templ"

// Page is what every page of the shop shows.
type Page struct {
	Path     string
	Customer string // "" for a guest
	People   []Choice
	Cart     []Product
	Total    int
	Owned    bool   // another chat can be put on the pages
	Snippet  string // the address of Linger's script; "" without a widget
}

// View draws one page.
type View func(Page) templ.Component

// SiteForm is what the shop's own people enter about the chat.
type SiteForm struct {
	Line, LineProblem string
	KeyProblem        string
	Put               bool // a chat is on the pages because of it
	Keyed             bool // and a private key is on the server
}

// Choice is one entry of the customer chooser.
type Choice struct {
	Value, Name string
	Now         bool
}

// Product is something on sale; Picture names its drawing among the assets.
type Product struct {
	Name, About, Picture string
	Price                int
}

// Products is the whole range.
var Products = []Product{
	{Name: "Ridge 2 tent", About: "Two people, three seasons, 1.9 kg", Picture: "shop-tent.svg", Price: 389},
	{Name: "Ember stove", About: "Boils half a litre in two minutes", Picture: "shop-stove.svg", Price: 64},
	{Name: "Scree boots", About: "Resoleable, warm down to −10 °C", Picture: "shop-boot.svg", Price: 219},
	{Name: "Trail 38 pack", About: "38 litres, carries 14 kg kindly", Picture: "shop-pack.svg", Price: 149},
	{Name: "Low Sun lamp", About: "Forty hours of warm light", Picture: "shop-lamp.svg", Price: 45},
	{Name: "Tarn flask", About: "Keeps a litre hot for a day", Picture: "shop-flask.svg", Price: 38},
}
