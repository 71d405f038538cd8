package modeltest

import "linger/models"

// Hours are operating hours in zone, open on all days from one time to another.
func (d *Desk) Hours(zone, from, to string, holidays ...models.HolidayDraft) *models.OperatingHours {
	d.T.Helper()
	o, err := d.OperatingHours.Create(d.Ctx(), nil, models.HoursDraft{
		Name: "Hours", TimeZone: zone, Holidays: holidays,
		Windows: []models.WindowDraft{{Days: models.Weekdays, From: from, To: to}},
	})
	d.must(err)
	return o
}

// Keep gives the widget operating hours.
func (d *Desk) Keep(w *models.Widget, o *models.OperatingHours) {
	d.T.Helper()
	stored, err := d.Widgets.Find(d.Ctx(), w.ID)
	d.must(err)
	settings := stored.Settings(nil)
	settings.OperatingHoursID = o.ID
	_, err = d.Widgets.Edit(d.Ctx(), nil, w.ID, stored.UpdatedAt, settings)
	d.must(err)
}

// Queue is a queue with members, to which the widget's conversations go from now on.
func (d *Desk) Queue(w *models.Widget, name string, members ...*models.Agent) *models.Queue {
	d.T.Helper()
	draft := models.QueueDraft{Name: name}
	for _, a := range members {
		draft.Members = append(draft.Members, a.ID)
	}
	q, err := d.Queues.Create(d.Ctx(), nil, draft)
	d.must(err)
	ws, err := d.Workstreams.Find(d.Ctx(), w.WorkstreamID)
	d.must(err)
	edited := ws.Draft()
	edited.QueueID = q.ID
	_, err = d.Workstreams.Edit(d.Ctx(), nil, ws.ID, ws.UpdatedAt, edited)
	d.must(err)
	return q
}
