package browser

import (
	"strconv"
	"testing"
	"time"

	"linger/models"
)

// An admin erases a customer from the panel beside her conversation: it is asked before,
// said afterwards, and done.
func TestErasingACustomer(t *testing.T) {
	s := startSeededSite(t)
	var customer models.Customer // none of whose conversations runs
	err := s.desk().DB.Read.Where("name <> '' AND EXISTS (SELECT 1 FROM conversations WHERE customer_id = customers.id) AND " +
		"NOT EXISTS (SELECT 1 FROM conversations WHERE customer_id = customers.id AND state <> 'closed')").Take(&customer).Error
	if err != nil {
		t.Fatal(err)
	}
	rosa := signsIn(t, s, "Rosa")
	rosa.shows("Closed", customer.Name)
	rosa.click("link", "Erase this customer…")
	rosa.find("heading", "Erase "+customer.Name)
	rosa.judged("before erasing")
	rosa.screenshot("erase")
	rosa.click("button", "Erase for good")
	rosa.sees("The customer is not known any more.")
	deadline := time.Now().Add(3 * patience)
	for left := int64(1); left > 0; {
		if err := s.desk().DB.Read.Model(&models.Erasure{}).Where("done_at IS NULL").Count(&left).Error; err != nil {
			t.Fatal(err)
		}
		if time.Now().After(deadline) {
			t.Fatal("it is not done")
		}
		<-time.After(20 * time.Millisecond)
	}
	rosa.open(s.url() + "/settings/retention")
	rosa.find("heading", "Retention")
	rosa.holds("that it is done", `!document.body.innerText.includes("Being deleted")`)
	rosa.judged("retention")
	rosa.narrow("retention")
	rosa.whole("retention")
	rosa.open(s.url() + "/console/closed")
	rosa.holds("a list without her", `document.querySelector(".lists") && !document.body.innerText.includes(`+strconv.Quote(customer.Name)+`)`)
}
