package models

// AuthenticationSettings say how the customers of a site prove who they are.
type AuthenticationSettings struct {
	ID              string
	Name            string
	KeySource       string // "url" or "pasted"
	PublicKeyURL    string
	PublicKey       string
	ClientFunction  string
	AllowedIssuer   string
	AllowedAudience string
	Active          bool
	KeysCached      string
	FetchedAt       Time
	FailedAt        Time
	LastError       string
	VerifiedAt      Time
	CreatedAt       Time
	UpdatedAt       Time
}
