package models

import (
	"cmp"
	"maps"
	"slices"

	"gorm.io/gorm/clause"

	"linger/models/automated"
	"linger/models/routing"
)

// choose decides about the item: of the best agents, or, when few or none of these can
// take it, of all who are there.
func choose(tx *change, item *routing.Item) (routing.Choice, map[string]*readyAgent, error) {
	list, known, err := bestAgents(tx.DB, item)
	if err != nil {
		return routing.Choice{}, nil, err
	}
	if len(list) == lookedAt {
		choice, err := decideBetween(tx, item, list, known)
		if choice.Others = true; err != nil || len(choice.Ranked) > 0 {
			return choice, known, err
		}
	}
	list, known, err = standingAgents(tx.DB, item.Queue)
	if err != nil {
		return routing.Choice{}, nil, err
	}
	choice, err := decideBetween(tx, item, list, known)
	return choice, known, err
}

// addPreferred adds the agent whom the item returns to, if they are in its queue.
func addPreferred(tx *change, item *routing.Item, list []*readyAgent, known map[string]*readyAgent) ([]*readyAgent, error) {
	in, err := inQueue(tx, item.Preferred, cmp.Or(item.Queue, DefaultQueueID))
	if err != nil || !in {
		return list, err
	}
	one, _, err := readyAgents(tx.DB, tx.now, item.Preferred)
	for _, a := range one {
		known[a.ID] = a
	}
	return append(list, one...), err
}

// decideBetween chooses between agents who are all in the item's queue. What these have in
// hand is counted where it may decide, and else for those alone who are named.
func decideBetween(tx *change, item *routing.Item, list []*readyAgent, known map[string]*readyAgent) (routing.Choice, error) {
	if item.Preferred != "" && known[item.Preferred] == nil {
		var err error
		if list, err = addPreferred(tx, item, list, known); err != nil {
			return routing.Choice{}, err
		}
	}
	if item.Queue != "" {
		for _, a := range list {
			a.Queues = []string{item.Queue}
		}
	}
	counts := item.MaxConcurrency > 0 || len(list) <= 2*lookedAt
	if counts {
		if err := fillHands(tx.DB, tx.now, known, slices.Collect(maps.Keys(known))...); err != nil {
			return routing.Choice{}, err
		}
	}
	choice := routing.Choose(item, routingAgents(list), tx.now.Time)
	if counts {
		return choice, nil
	}
	return choice, fillHands(tx.DB, tx.now, known, mentioned(choice)...)
}

// claim holds the agent's row and looks once more whether she can take the item,
// with everything that is committed by now: capacity is never exceeded by two who
// choose her in the same instant.
func claim(tx *change, agentID string, item *routing.Item) (bool, error) {
	var held []Agent
	err := tx.Clauses(clause.Locking{Strength: "NO KEY UPDATE", Options: "SKIP LOCKED"}).
		Where("id = ? AND deactivated_at IS NULL", agentID).Find(&held).Error
	if err != nil || len(held) == 0 {
		return false, err
	}
	stands, err := standings(tx.DB, tx.now, agentID)
	if err != nil {
		return false, err
	}
	a := &given{held[0], stands[agentID]}
	ready := a.ready(a.standing, tx.now)
	if ready.Uncrowded == string(PresenceOffline) {
		tx.presence(agentID) // their row says that they are there
		return false, nil
	}
	if item.Queue != "" {
		in, err := inQueue(tx, agentID, item.Queue)
		if err != nil || !in {
			return false, err
		}
		ready.Queues = []string{item.Queue}
	}
	if item.MaxConcurrency > 0 {
		if err := fillHands(tx.DB, tx.now, map[string]*readyAgent{agentID: ready}, agentID); err != nil {
			return false, err
		}
	}
	if routing.Fit(item, &ready.Agent, tx.now.Time) != routing.Fits {
		return false, nil
	}
	a.Units += item.Units
	tx.presence(agentID).given = a
	return true, nil
}

// foundNobody stores why, once for each wait, and tells the customer where her queue has
// nobody at all.
func foundNobody(tx *change, c *Conversation, ws *Workstream, d *Decision) error {
	var last []Decision
	err := tx.Where("conversation_id = ?", c.ID).Order("at DESC, id DESC").Limit(1).Find(&last).Error
	if err != nil {
		return err
	}
	if len(last) > 0 && last[0].AgentID == nil && last[0].Reason == d.Reason && !last[0].At.Before(c.WaitStartedAt) {
		err = tx.Model(&last[0]).Updates(map[string]any{"again": last[0].Again + 1, "again_at": tx.now}).Error
	} else {
		err = tx.Create(d).Error
	}
	if err != nil {
		return err
	}
	if c.RouteFailedAt.IsZero() {
		empty, err := emptyQueue(tx, c.QueueID)
		if err != nil {
			return err
		}
		if empty {
			c.RouteFailedAt = tx.now
			c.tell(automated.AssignmentFailure, nil, Time{}, tx.now, nil)
			return saveConversation(tx, c, ws)
		}
	}
	// Not saved as a change of the conversation: nobody who shows it sees any.
	return tx.Model(c).UpdateColumn("route_failed_at", tx.now).Error
}

// emptyQueue reports whether nobody who can sign in is in the queue.
func emptyQueue(tx *change, queueID string) (bool, error) {
	if queueID == DefaultQueueID {
		return false, nil // everybody's
	}
	var members []string
	err := tx.Model(&QueueMember{}).Where("queue_id = ? AND EXISTS (SELECT 1 FROM agents WHERE agents.id = agent_id AND deactivated_at IS NULL)", queueID).
		Limit(1).Pluck("agent_id", &members).Error
	return len(members) == 0, err
}
