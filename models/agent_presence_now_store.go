package models

import (
	"context"
	"strings"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"
)

// leasesSQL is until when the browsers of agents count as connected: agent_id, leased.
const leasesSQL = `SELECT streams.agent_id, MAX(nodes.expires_at) AS leased FROM streams JOIN nodes ON nodes.id = streams.node_id
	WHERE streams.agent_id {agents} GROUP BY streams.agent_id`

// presenceSQL is Agent.PresenceNow for many at once. uncrowded is what the presence would
// be without any load: work that may exceed a capacity is put before whoever is
// only at it.
const presenceSQL = `SELECT agents.id AS agent_id, agents.capacity, COALESCE(load.units, 0) AS units,
	CASE {before} WHEN agents.presence_chosen THEN agents.presence
		WHEN COALESCE(load.units, 0) >= agents.capacity THEN 'dnd'
		WHEN COALESCE(load.units, 0) > 0 THEN 'busy'
		ELSE 'available' END AS presence,
	CASE {before} WHEN agents.presence_chosen THEN agents.presence ELSE 'available' END AS uncrowded
FROM agents LEFT JOIN ({leases}) AS lease ON lease.agent_id = agents.id LEFT JOIN ({load}) AS load ON load.agent_id = agents.id
WHERE agents.id {agents}`

// beforeSQL are the cases of the rule that come before choice and load.
const beforeSQL = `WHEN agents.deactivated_at IS NOT NULL OR lease.leased IS NULL OR lease.leased <= @now THEN 'offline'
		WHEN agents.set_aside = 'missed' THEN 'inactive'
		WHEN agents.set_aside = 'declined' THEN 'dnd'`

// presenceScope is a subquery to join: a row for each agent with agent_id, presence
// (the base status as it is now), uncrowded, units and capacity. With agents it is about
// these alone, and reads no more than it has to.
//
//	tx.Table("agents").Joins("JOIN (?) AS standing ON standing.agent_id = agents.id", presenceScope(tx.now)).
//		Where("standing.presence IN ? AND standing.units + ? <= standing.capacity", ws.AllowedPresences.List(), ws.CapacityUnits)
func presenceScope(now Time, agents ...string) clause.Expr {
	load := `SELECT held.agent_id, CAST(SUM(workstreams.capacity_units) AS BIGINT) AS units
		FROM (` + heldSQL + `) AS held JOIN workstreams ON workstreams.id = held.workstream_id GROUP BY held.agent_id`
	sql := strings.NewReplacer("{before}", beforeSQL, "{leases}", leasesSQL, "{load}", load).Replace(presenceSQL)
	return aboutAgents(sql, now, agents)
}

// aboutAgents fills sql in, where {agents} follows a column with agents' ids: for some
// of them, or for all if none are named.
func aboutAgents(sql string, now Time, agents []string) clause.Expr {
	condition := "IS NOT NULL"
	if len(agents) > 0 {
		condition = "IN ?"
	}
	sql = strings.ReplaceAll(sql, "{agents}", condition)
	var values []any
	var plain strings.Builder
	for i := 0; i < len(sql); i++ {
		switch {
		case strings.HasPrefix(sql[i:], "@now"):
			plain.WriteByte('?')
			values = append(values, now)
			i += len("@now") - 1
		case sql[i] == '?':
			plain.WriteByte('?')
			values = append(values, agents)
		default:
			plain.WriteByte(sql[i])
		}
	}
	return clause.Expr{SQL: plain.String(), Vars: values}
}

// standing is how it stands with one agent, but for what their own row says.
type standing struct {
	AgentID   string
	Units     int64        // what they hold of their capacity
	ReleaseAt Time         // when the next part of that is released by itself
	Leased    Time         // until when their browsers count as connected; zero: they have none
	Span      PresenceSpan `gorm:"embedded;embeddedPrefix:span_"` // the open row of their log; without an id there is none
	By        string       // the name of whom it says that they chose it
}

// spanColumns are a PresenceSpan's, for a query that joins it as span.
const spanColumns = `span.id AS span_id, span.agent_id AS span_agent_id, span.presence AS span_presence, span.custom_presence_id AS span_custom_presence_id,
	span.text AS span_text, span.source AS span_source, span.by_agent_id AS span_by_agent_id, span.since_at AS span_since_at`

// standings are how it stands with the agents with the ids, or with all, by id. Whoever
// holds nothing holds no units.
func standings(q *gorm.DB, now Time, ids ...string) (map[string]standing, error) {
	q = q.Table("agents").
		Select("agents.id AS agent_id, load.units, load.release_at, lease.leased, COALESCE(TRIM(chooser.first_name || ' ' || chooser.last_name), '') AS by, "+spanColumns).
		Joins("LEFT JOIN (?) AS load ON load.agent_id = agents.id", unitsHeld(now, ids...)).
		Joins("LEFT JOIN (?) AS lease ON lease.agent_id = agents.id", aboutAgents(leasesSQL, now, ids)).
		Joins("LEFT JOIN presence_log AS span ON span.agent_id = agents.id AND span.until_at IS NULL").
		Joins("LEFT JOIN agents AS chooser ON chooser.id = span.by_agent_id")
	if len(ids) > 0 {
		q = q.Where("agents.id IN ?", ids)
	}
	var rows []standing
	err := q.Find(&rows).Error
	all := make(map[string]standing, len(rows))
	for _, r := range rows {
		all[r.AgentID] = r
	}
	return all, err
}

// Person is an agent with their presence as it is now.
type Person struct {
	Agent Agent
	PresenceNow
	Since Time   // when the presence became so; zero if it never was noted
	Text  string // the words of a custom presence; empty for the stock ones
	By    string // the name of the supervisor who chose it; empty if nobody did
}

// People are the agents with the ids and their presences now, in no order; without ids
// everyone who can sign in. It costs two queries however many they are.
func (s Agents) People(ctx context.Context, ids ...string) ([]Person, error) {
	q, now := s.read(ctx), s.now()
	var agents []Agent
	find := q.Where("deactivated_at IS NULL")
	if len(ids) > 0 {
		find = q.Where("id IN ?", ids)
	}
	if err := find.Find(&agents).Error; err != nil {
		return nil, translate(err)
	}
	stands, err := standings(q, now, ids...)
	if err != nil {
		return nil, translate(err)
	}
	people := make([]Person, 0, len(agents))
	for _, a := range agents {
		people = append(people, person(a, stands[a.ID], now))
	}
	return people, nil
}

// Self is the agent as they see themselves: their browser is connected, since they look
// at it.
func (s Agents) Self(ctx context.Context, id string) (*Person, error) {
	people, err := s.People(ctx, id)
	if err != nil {
		return nil, err
	}
	if len(people) == 0 {
		return nil, errNotFound
	}
	p, now := people[0], s.now()
	if p.PresenceNow.Presence == PresenceOffline && p.Source == SourceSystem {
		p.PresenceNow, p.Since = p.Agent.PresenceNow(p.Units, now.Add(NodeLease), now), Time{}
		if p.CustomID != "" {
			custom, err := s.CustomPresences.Find(ctx, p.CustomID)
			if err != nil {
				return nil, err
			}
			p.Text = custom.Text
		}
	}
	return &p, nil
}

func person(a Agent, s standing, now Time) Person {
	p := Person{Agent: a, PresenceNow: a.PresenceNow(s.Units, s.Leased, now), Since: s.Span.SinceAt}
	if p.CustomID != "" {
		p.Text = s.Span.Text
	}
	if p.ByID != "" {
		p.By = s.By
	}
	return p
}
