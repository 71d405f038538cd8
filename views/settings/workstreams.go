package settings

import (
	"net/url"
	"slices"
	"strconv"

	"github.com/a-h/templ"

	"linger/models"
	"linger/views/components"
)

// WorkstreamForm is a workstream as it is typed.
type WorkstreamForm struct {
	Form
	Sent   url.Values     // by the names of the fields; switches that are off are not in it
	Queues []models.Queue // to choose from
}

// NewWorkstreamForm is the form with what the draft says.
func NewWorkstreamForm(d models.WorkstreamDraft) WorkstreamForm {
	f := WorkstreamForm{Sent: url.Values{"allowed_presences": {}}}
	for name, value := range map[string]string{
		"name": d.Name, "mode": string(d.Mode), "queue_id": d.QueueID, "capacity_units": number(d.CapacityUnits), "offer_timeout": number(d.OfferTimeoutSeconds),
		"wrap_up": "custom", "wrap_up_block": "300", "distribution": string(d.Distribution), "max_concurrency": optionalNumber(d.MaxConcurrency),
		"decline_limit": number(d.DeclineLimit), "desktop_notification": string(d.DesktopNotification),
	} {
		f.Sent.Set(name, value)
	}
	switch {
	case d.WrapUpBlockSeconds < 0:
		f.Sent.Set("wrap_up", "always")
	case d.WrapUpBlockSeconds == 0:
		f.Sent.Set("wrap_up", "none")
	default:
		f.Sent.Set("wrap_up_block", number(d.WrapUpBlockSeconds))
	}
	for name, n := range map[string]int64{
		"auto_close": d.AutoCloseMinutes, "cool_down": d.CoolDownSeconds, "affinity_hold": d.AffinityHoldMinutes, "follow_up": d.FollowUpMinutes,
		"idle": d.IdleMinutes, "wait_target": d.WaitTargetSeconds, "handling_target": d.HandlingTargetSeconds,
	} {
		s := spanOf(n, unitsOf(name))
		f.Sent.Set(name, s.Number)
		f.Sent.Set(name+"_unit", s.Unit)
	}
	for name, is := range map[string]bool{
		"affinity": d.Affinity, "automated_messages": d.AutomatedMessages, "pick_from_push": d.PickFromPush, "auto_accept": d.AutoAccept,
		"auto_accept_returning": d.AutoAcceptReturning, "auto_park": d.AutoPark, "missed_sets_inactive": d.MissedSetsInactive, "declined_sets_dnd": d.DeclinedSetsDND,
	} {
		if is {
			f.Sent.Set(name, on)
		}
	}
	for _, p := range d.AllowedPresences.List() {
		f.Sent.Add("allowed_presences", string(p))
	}
	return f
}

// Draft is what was typed, as numbers; what is none becomes one that is refused.
func (f WorkstreamForm) Draft() models.WorkstreamDraft {
	d := models.WorkstreamDraft{
		Name: f.value("name"), Mode: f.Mode(), QueueID: f.value("queue_id"), Affinity: f.on("affinity"), AutomatedMessages: f.on("automated_messages"),
		AutoCloseMinutes: f.total("auto_close", models.MaxAutoCloseMinutes), CapacityUnits: whole(f.value("capacity_units"), -1),
		OfferTimeoutSeconds: whole(f.value("offer_timeout"), -1), WrapUpBlockSeconds: f.wrapUp(),
	}
	d.WorkstreamRouting = models.WorkstreamRouting{
		Distribution: models.Distribution(f.value("distribution")), PickFromPush: f.on("pick_from_push"),
		MaxConcurrency: optionalWhole(f.value("max_concurrency")), AutoAccept: f.on("auto_accept"), AutoAcceptReturning: f.on("auto_accept_returning"),
		DeclineLimit: whole(f.value("decline_limit"), -1), CoolDownSeconds: f.total("cool_down", models.MaxCoolDown),
		AffinityHoldMinutes: f.total("affinity_hold", models.MaxAffinityHold), FollowUpMinutes: f.total("follow_up", models.MaxFollowUp),
		IdleMinutes: f.total("idle", models.MaxIdle), AutoPark: f.on("auto_park"),
		MissedSetsInactive: f.on("missed_sets_inactive"), DeclinedSetsDND: f.on("declined_sets_dnd"), DesktopNotification: models.Notification(f.value("desktop_notification")),
		WaitTargetSeconds: f.total("wait_target", models.MaxTarget), HandlingTargetSeconds: f.total("handling_target", models.MaxTarget),
	}
	var allowed []models.Presence
	for _, p := range f.Sent["allowed_presences"] {
		allowed = append(allowed, models.Presence(p))
	}
	d.AllowedPresences = models.NewPresenceSet(allowed...)
	return d
}

// wrapUp is for how long the wrap-up holds capacity.
func (f WorkstreamForm) wrapUp() int64 {
	switch f.value("wrap_up") {
	case "always":
		return -1
	case "none":
		return 0
	case "custom":
		return max(1, whole(f.value("wrap_up_block"), 1))
	}
	return 1 // which is refused
}

// Mode is the workstream's, which is chosen when it is made.
func (f WorkstreamForm) Mode() models.Mode { return models.Mode(f.value("mode")) }

func (f WorkstreamForm) live() bool               { return f.Mode() == models.ModeLive }
func (f WorkstreamForm) value(name string) string { return f.Sent.Get(name) }
func (f WorkstreamForm) on(name string) bool      { return f.Sent.Get(name) != "" }

// span is a time as it is typed.
func (f WorkstreamForm) span(name string) Span { return Span{f.value(name), f.value(name + "_unit")} }

func (f WorkstreamForm) total(name string, most int64) int64 {
	return f.span(name).total(unitsOf(name), most)
}

// persistentOnly are the fields that a live workstream does not show: its
// conversations are never parked. What they say stays.
var persistentOnly = []string{
	"auto_close", "auto_close_unit", "affinity", "affinity_hold", "affinity_hold_unit", "follow_up", "follow_up_unit",
	"idle", "idle_unit", "auto_park", "auto_accept_returning",
}

// whole is the number that text says, or otherwise.
func whole(text string, otherwise int64) int64 {
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return otherwise
	}
	return n
}

// WorkstreamRecord is a workstream and what depends on it.
type WorkstreamRecord struct {
	*models.Workstream
	Users   []models.Widget
	Parked  int64
	Running int64 // the parked ones among them
}

func (w WorkstreamRecord) path(rest string) templ.SafeURL {
	return templ.SafeURL("/settings/workstreams/" + w.ID + rest)
}

// published are the widgets that keep it from being deactivated.
func published(widgets []models.Widget) []models.Widget {
	var list []models.Widget
	for _, w := range widgets {
		if w.Live() {
			list = append(list, w)
		}
	}
	return list
}

func modeName(m models.Mode) string {
	if m == models.ModeLive {
		return "Live"
	}
	return "Persistent"
}

var distributions = []components.Option{
	{Value: string(models.DistributionPush), Label: "Offered to them", Hint: "Each conversation is put before one agent who has room for it, to accept in time."},
	{Value: string(models.DistributionPick), Label: "Picked by them", Hint: "Conversations wait in the open list of the queue until an agent takes one."},
}

// offered are the presences with which work can be put before somebody.
var offered = []models.Presence{models.PresenceAvailable, models.PresenceBusy, models.PresenceDND, models.PresenceAway}

var notifications = []components.Option{
	{Value: string(models.NotifyNever), Label: "Never"},
	{Value: string(models.NotifyBackground), Label: "While the console is not in front"},
	{Value: string(models.NotifyAlways), Label: "Always"},
}

var workstreamSections = []section{{"general", "General"}, {"reach", "Reaching agents"}, {"offers", "Offers"}, {"same", "Same agent"}, {"waiting", "Waiting and silence"}, {"targets", "Targets"}}

// sections are the parts of the form that a mode has.
func (f WorkstreamForm) sections() []section {
	if !f.live() {
		return workstreamSections
	}
	return slices.DeleteFunc(slices.Clone(workstreamSections), func(s section) bool { return s.id == "same" })
}

// autoCloseHint says what the time does, and whom another one concerns.
func (f WorkstreamForm) autoCloseHint(parked int64) string {
	hint := "How long a parked conversation waits for its customer without a message before it closes. The next message after that starts a new one."
	if parked > 0 {
		hint += " Another time holds at once for the " + number(parked) + " parked now: a shorter one may close some within a minute."
	}
	return hint
}

// autoCloseSaid is the time in words.
func (f WorkstreamForm) autoCloseSaid() string {
	return models.InWords(f.Draft().AutoCloseMinutes)
}

// runningSaid is what a change means for what runs.
func (w WorkstreamRecord) runningSaid() string {
	if w.Running == 0 {
		return "No conversation runs by them now."
	}
	return "What you change holds for " + count(w.Running, "conversation") + " that can still go on; under each field it says from when."
}
