package models_test

import (
	"math"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"linger/models"
)

// checkFollowed holds what the process remembers of the newest conversation against what
// is in the database: whoever follows it sees what is, to the letter.
func (m *machine) checkFollowed(rt *rapid.T) {
	if len(m.all) == 0 {
		return
	}
	ctx, sam, id := m.d.Ctx(), m.staff[len(m.staff)-1], m.all[len(m.all)-1].ID
	row, err := m.d.Inbox.Find(ctx, sam, id)
	if err != nil {
		rt.Fatal(err)
	}
	followed, err := m.d.Inbox.Follow(ctx, sam, id)
	if err != nil {
		rt.Fatal(err)
	}
	if diff := cmp.Diff(row, followed, cmpopts.IgnoreUnexported(models.Conversation{}), cmpopts.EquateEmpty()); diff != "" {
		rt.Fatalf("whoever follows sees something else (-is +sees):\n%s", diff)
	}
	reader := rapid.SampledFrom([]models.Audience{models.AudienceStaff, models.AudienceEveryone}).Draw(rt, "reader")
	after := row.LastChangedSeq - rapid.Int64Range(0, min(5, row.LastChangedSeq)).Draw(rt, "back")
	want, err := m.d.Conversations.Changes(ctx, id, reader, after, math.MaxInt64, 100) // of which no process knows
	if err != nil {
		rt.Fatal(err)
	}
	got, err := m.d.Conversations.Changes(ctx, id, reader, after, row.LastChangedSeq, 100)
	if err != nil {
		rt.Fatal(err)
	}
	if diff := cmp.Diff(want, got, cmpopts.IgnoreFields(models.Message{}, "SearchID"), cmpopts.EquateEmpty()); diff != "" {
		rt.Fatalf("after %d of %d whoever follows is sent something else (-is +sent):\n%s", after, row.LastChangedSeq, diff)
	}
}
