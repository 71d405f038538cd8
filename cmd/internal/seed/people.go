package seed

import "linger/cmd/internal/shop"

// customer is somebody who writes to the desk, as the shop's token says.
type customer struct {
	id, name, email string
	plan, locale    string
	phone           bool // she writes from a phone
}

// customers by the name the stories call them. Those of the shop's own chooser
// come first, so that signing in there finds their history.
var customers = func() map[string]customer {
	list := map[string]customer{
		"mira":     {"cust-1003", "Mira Kovač", "mira.kovac@example.org", "standard", "hr", true},
		"jonas":    {"cust-1004", "Jonas Weber", "jonas.weber@example.org", "gold", "de", false},
		"leila":    {"cust-1005", "ليلى منصور", "leila.mansour@example.org", "standard", "ar", true},
		"noam":     {"cust-1006", "נועם לוי", "noam.levi@example.org", "business", "he", false},
		"chidi":    {"cust-1007", "Chidi Okafor", "chidi.okafor@example.org", "standard", "en", true},
		"freya":    {"cust-1008", "Freya Nilsen", "freya.nilsen@example.org", "gold", "nb", true},
		"tomas":    {"cust-1009", "Tomás Pereira", "tomas.pereira@example.org", "standard", "pt", false},
		"yuki":     {"cust-1010", "田中由紀", "yuki.tanaka@example.org", "standard", "ja", true},
		"priya":    {"cust-1011", "Priya Raman", "priya.raman@example.org", "standard", "en", true},
		"lucia":    {"cust-1012", "Lucía Fernández", "lucia.fernandez@example.org", "standard", "es", true},
		"henrik":   {"cust-1013", "Henrik Aas", "henrik.aas@example.org", "gold", "nb", false},
		"zoe":      {"cust-1014", "Zoë Marchetti", "zoe.marchetti@example.org", "standard", "fr", false},
		"bram":     {"cust-1015", "Bram de Vries", "bram.devries@example.org", "standard", "nl", true},
		"max":      {"cust-1016", "Maximiliane Freifrau von Wolkenstein-Trostburg-Hohenems", "m.wolkenstein@example.org", "business", "de-AT", false},
		"sam":      {"cust-1017", "Sam Whitlock", "sam.whitlock@example.org", "standard", "en-GB", true},
		"ines":     {"cust-1018", "Inês Duarte", "ines.duarte@example.org", "standard", "pt", true},
		"marek":    {"cust-1019", "Marek Zieliński", "marek.zielinski@example.org", "standard", "pl", false},
		"elif":     {"cust-1020", "Elif Demir", "elif.demir@example.org", "gold", "tr", true},
		"grace":    {"cust-1021", "Grace Adeyemi", "grace.adeyemi@example.org", "gold", "en-GB", true},
		"dmitri":   {"cust-1022", "Dmitri Orlov", "dmitri.orlov@example.org", "standard", "en", false},
		"keiko":    {"cust-1023", "Keiko Mori", "keiko.mori@example.org", "standard", "en", false},
		"paul":     {"cust-1024", "Paul Okonkwo", "paul.okonkwo@example.org", "business", "en", true},
		"nadia":    {"cust-1025", "Nadia Benali", "nadia.benali@example.org", "standard", "fr", true},
		"oscar":    {"cust-1026", "Oscar Lund", "oscar@fjordsport.example", "business", "nb", false},
		"amara":    {"cust-1027", "Amara Nwosu", "amara.nwosu@example.org", "standard", "en", true},
		"finn":     {"cust-1028", "Finn Byrne", "finn.byrne@example.org", "gold", "en-IE", true},
		"rosalind": {"cust-1029", "Rosalind Hart", "rosalind.hart@example.org", "standard", "en-GB", false},
		"tove":     {"cust-1030", "Tove Sandberg", "tove.sandberg@example.org", "standard", "sv", true},
		"ulrich":   {"cust-1031", "Ulrich Baumann", "ulrich.baumann@example.org", "standard", "de", false},
		"gustav":   {"cust-1032", "Gustav Ek", "gustav.ek@example.org", "gold", "sv", true},
		"carmen":   {"cust-1033", "Carmen Ibáñez", "carmen.ibanez@example.org", "standard", "es", true},
		"ruth":     {"cust-1034", "Ruth Ackroyd", "ruth.ackroyd@example.org", "gold", "en-GB", false},
		"kwame":    {"cust-1035", "Kwame Mensah", "kwame.mensah@example.org", "standard", "en", true},
	}
	for _, p := range shop.People {
		list[p.Slug] = customer{p.ID, p.Name(), p.Email, p.Plan, "en", false}
	}
	return list
}()
