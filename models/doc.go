// Package models is the domain of Linger: what a conversation is, what may
// happen to it and how that is stored as one.
//
// The words below are used in code, on screens and in the documentation, and
// no others stand for the same things.
//
//   - widget: one embeddable chat on a business's site, with its look and mode.
//   - workstream: routing and lifetime settings shared by widgets of one mode.
//   - conversation: one matter of one customer, from the first message until
//     it is closed. Its state is open, active, waiting, wrap_up or closed.
//   - message: a row of a conversation's log; also what happened to it.
//   - customer: who writes in a widget. Never contact, visitor or user.
//   - visit: one period in which a customer has the widget open.
//   - agent: who signs in to answer. A supervisor and an admin are agents with
//     more rights; all of them together are staff.
//   - sign-in: an agent's browser session. A customer's is a visit.
//   - presence: what an agent says of themselves, whether they take work.
//   - password link: a link that works once, with which somebody who is invited,
//     or lost their password, chooses one.
//   - offer: a conversation put before one agent, to accept or decline in time.
//   - turn: whose move it is now, and since when.
//   - park: the agent's "Close for now"; the conversation waits for the
//     customer and holds no capacity. End is the deliberate act that finishes.
//   - authentication settings: how a site's customers prove who they are.
//   - record: one thing of the settings, such as a widget or a queue.
//   - audit trail: who changed which record, when, and from what to what.
//
// Rules are methods on the entities: no database, no context, the time passed
// in. Stores (files named *_store.go) have one method per thing that can
// happen, each one transaction. There is no exported Update or Save: whoever
// wants another change adds another verb.
package models
