package models

// SignIns are the browsers in which staff are signed in.
type SignIns struct{ *Desk }
