package models

// WidgetStatus says whether a widget answers customers.
type WidgetStatus string

// A widget is a draft until it is published.
const (
	WidgetDraft     WidgetStatus = "draft"
	WidgetPublished WidgetStatus = "published"
)

// Widget is one embeddable chat on a business's site.
type Widget struct {
	ID                       string
	Key                      string `gorm:"column:widget_key"` // public, names it in the snippet
	Name                     string // for staff
	Mode                     Mode
	Status                   WidgetStatus
	WorkstreamID             string
	AuthenticationSettingsID *string // nil: customers are anonymous (live only)
	OperatingHoursID         *string // nil: always open
	Title                    string
	Subtitle                 string
	Color                    string // the theme colour, #rrggbb
	Position                 string // "right" or "left"
	AgentNameStyle           NameStyle
	CreatedAt                Time
	UpdatedAt                Time    `gorm:"autoUpdateTime:false"`
	UpdatedByID              *string // who changed it last
	DeactivatedAt            Time
}

// Live reports whether customers may use it now.
func (w *Widget) Live() bool { return w.Status == WidgetPublished && w.DeactivatedAt.IsZero() }
