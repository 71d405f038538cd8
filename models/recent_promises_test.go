package models_test

import (
	"math"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"linger/models"
)

// checkFollowed holds what the process remembers of the newest conversations against what
// is in the database: whoever follows one sees what is, to the letter.
func (m *machine) checkFollowed(rt *rapid.T) {
	sam := m.staff[len(m.staff)-1]
	for _, c := range m.all[max(0, len(m.all)-2):] {
		row, err := m.d.Inbox.Find(m.d.Ctx(), sam, c.ID)
		if err != nil {
			rt.Fatal(err)
		}
		followed, err := m.d.Inbox.Follow(m.d.Ctx(), sam, c.ID)
		if err != nil {
			rt.Fatal(err)
		}
		if diff := cmp.Diff(row, followed, cmpopts.IgnoreUnexported(models.Conversation{}), cmpopts.EquateEmpty()); diff != "" {
			rt.Fatalf("whoever follows sees something else (-is +sees):\n%s", diff)
		}
		for _, reader := range []models.Audience{models.AudienceStaff, models.AudienceEveryone} {
			after := rapid.Int64Range(0, row.LastChangedSeq).Draw(rt, "after")
			want, err := m.d.Conversations.Changes(m.d.Ctx(), c.ID, reader, after, math.MaxInt64, 100) // of which no process knows
			if err != nil {
				rt.Fatal(err)
			}
			got, err := m.d.Conversations.Changes(m.d.Ctx(), c.ID, reader, after, row.LastChangedSeq, 100)
			if err != nil {
				rt.Fatal(err)
			}
			if diff := cmp.Diff(want, got, cmpopts.IgnoreFields(models.Message{}, "SearchID"), cmpopts.EquateEmpty()); diff != "" {
				rt.Fatalf("after %d of %d whoever follows is sent something else (-is +sent):\n%s", after, row.LastChangedSeq, diff)
			}
		}
	}
}
