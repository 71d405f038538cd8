package models

// Workstreams are routing and lifetime settings shared by widgets of one mode.
type Workstreams struct{ *Desk }
