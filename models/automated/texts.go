package automated

// text is what is said for a trigger in one language: in both modes, or in live
// conversations other words than in persistent ones.
type text struct{ both, live string }

// texts are the default texts of a language other than English, whose texts stand in
// the Catalogue.
type texts map[Trigger]text

var translations = map[string]texts{
	"es": spanish, "fr": french, "de": german, "pt-BR": portuguese, "ja": japanese, "zh-Hans": chinese, "ar": arabic,
}
