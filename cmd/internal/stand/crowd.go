package stand

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"linger/cmd/internal/program"
	"linger/models"
	"linger/models/credential"
)

// Crowd makes n customers who have each written once, and returns the tokens of
// their visits. It goes past the server: it is quick.
func (d *Desk) Crowd(ctx context.Context, n int) ([]string, error) {
	desk, err := program.OpenDesk(ctx, d.Store, slog.New(slog.DiscardHandler))
	if err != nil {
		return nil, err
	}
	defer func() { _ = desk.DB.Close() }()
	widget, err := desk.Widgets.ByKey(ctx, d.Key)
	if err != nil {
		return nil, err
	}
	visit, _, _, err := desk.Visits.Open(ctx, models.Arrival{Widget: widget, Identity: models.Identity{
		ExternalID: "customer", Name: "Customer", ExpiresAt: models.At(time.Now().Add(12 * time.Hour)),
	}, UserAgent: "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36", Locale: "en-GB"})
	if err != nil {
		return nil, err
	}
	_, conversation, err := desk.Conversations.Receive(ctx, visit, "", models.Draft{ClientID: models.NewID(), Body: "Where is my parcel?"})
	if err != nil {
		return nil, err
	}
	return copies(desk, visit, conversation.ID, n)
}

// copies are the tokens of n customers who did as the one with the visit.
func copies(desk *models.Desk, visit *models.Visit, conversation string, n int) ([]string, error) {
	var customer models.Customer
	var stored models.Conversation
	var log []models.Message
	write := desk.DB.Write
	if err := errors.Join(
		write.Where("id = ?", visit.CustomerID).Take(&customer).Error,
		write.Where("id = ?", conversation).Take(&stored).Error,
		write.Where("conversation_id = ?", conversation).Order("seq").Find(&log).Error,
	); err != nil {
		return nil, err
	}
	tokens := make([]string, n)
	var customers []models.Customer
	var visits []models.Visit
	var conversations []models.Conversation
	var messages []models.Message
	for i := range tokens {
		tokens[i] = models.NewID()
		who, came, c := customer, *visit, stored
		external := fmt.Sprint("customer-", i)
		who.ID, who.ExternalID = models.NewID(), &external
		came.ID, came.CustomerID, came.TokenHash = models.NewID(), who.ID, credential.Hash(tokens[i])
		c.ID, c.CustomerID = models.NewID(), who.ID
		customers, visits, conversations = append(customers, who), append(visits, came), append(conversations, c)
		for _, m := range log {
			m.ConversationID = c.ID
			if m.VisitID != nil {
				m.VisitID = &came.ID
			}
			messages = append(messages, m)
		}
	}
	var err error
	for _, rows := range []any{customers, visits, conversations, messages} {
		err = errors.Join(err, write.CreateInBatches(rows, 300).Error)
	}
	return tokens, err
}
