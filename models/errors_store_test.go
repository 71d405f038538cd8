package models_test

import (
	"strings"
	"testing"

	"linger/models"
	"linger/models/modeltest"
)

// TestFullDiskIsUnavailable lets the SQLite file grow no further: what can't be
// written is refused as something to try again, and works when there is room.
func TestFullDiskIsUnavailable(t *testing.T) {
	desk := modeltest.New(t, modeltest.SQLite(t))
	visit := desk.Visit(desk.Channel(models.ModePersistent, nil), "mina")
	desk.Write(visit, "Hello")

	pages := func(most string) {
		t.Helper()
		if err := desk.DB.Write.Exec("PRAGMA max_page_count = " + most).Error; err != nil {
			t.Fatal(err)
		}
	}
	pages("1") // SQLite takes what the file has now
	var err error
	for range 50 {
		if _, _, err = desk.Conversations.Receive(t.Context(), visit, "", modeltest.Draft(strings.Repeat("x", 5000))); err != nil {
			break
		}
	}
	if models.KindOf(err) != models.Unavailable {
		t.Fatalf("full: %v", err)
	}
	pages("1000000")
	if _, _, err := desk.Conversations.Receive(t.Context(), visit, "", modeltest.Draft("There is room again")); err != nil {
		t.Errorf("with room: %v", err)
	}
}
