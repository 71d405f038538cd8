package shop

import (
	"net/http"

	"linger/views/shop"
)

// Person is a customer of the shop: what its own database would know of her.
type Person struct {
	ID        string // as the shop knows her; the token's sub
	Slug      string // what the chooser calls her
	GivenName string
	Family    string
	Email     string
	Plan      string
	Cart      []shop.Product
}

// Name is the full name.
func (p Person) Name() string { return p.GivenName + " " + p.Family }

// People are the shop's customers. They have no passwords: a demo's visitor
// picks who to be.
var People = []Person{
	{ID: "cust-1001", Slug: "ada", GivenName: "Ada", Family: "Lind", Email: "ada.lind@example.org", Plan: "gold", Cart: shop.Products[:2]},
	{ID: "cust-1002", Slug: "omar", GivenName: "Omar", Family: "Haddad", Email: "omar.haddad@example.org", Plan: "standard", Cart: shop.Products[3:4]},
}

// person is the customer called slug; nil for a guest.
func person(slug string) *Person {
	for i := range People {
		if People[i].Slug == slug {
			return &People[i]
		}
	}
	return nil
}

// cookie holds who is signed in. The shop is a host of its own, so Linger never
// sees it.
const cookie = "shop_customer"

func signedIn(r *http.Request) *Person {
	c, err := r.Cookie(cookie)
	if err != nil {
		return nil
	}
	return person(c.Value)
}

func (p *Person) total() int {
	sum := 0
	for _, item := range p.Cart {
		sum += item.Price
	}
	return sum
}
