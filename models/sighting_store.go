package models

import (
	"context"
	"fmt"
	"net/url"
	"strings"

	"gorm.io/gorm/clause"
)

// Sighting is a site whose pages were seen to have a widget. Browsers say so, and
// anybody can pretend to be one: it is for admins to read and proves nothing.
type Sighting struct {
	WidgetID    string
	Origin      string // as https://shop.example.com
	FirstSeenAt Time
	LastSeenAt  Time
}

// TableName is the table of the row.
func (Sighting) TableName() string { return "widget_sightings" }

// maxSightings is how many sites are remembered for a widget.
const maxSightings = 50

// Seen notes that a page of origin has the widget. Of more sites than anybody
// has, the oldest are forgotten.
func (s Widgets) Seen(ctx context.Context, id, origin string) error {
	if !strings.Contains(origin, "://") { // browsers say "null" where they may not tell
		return Fail(Invalid, "", "This is no site: %s.", cut(origin, 60))
	}
	origin, err := CleanOrigin(origin)
	if err != nil {
		return err
	}
	err = s.change(ctx, func(tx *change) error {
		row := Sighting{WidgetID: id, Origin: origin, FirstSeenAt: tx.now, LastSeenAt: tx.now}
		err := tx.Clauses(clause.OnConflict{
			Columns:   []clause.Column{{Name: "widget_id"}, {Name: "origin"}},
			DoUpdates: clause.AssignmentColumns([]string{"last_seen_at"}),
		}).Create(&row).Error
		if err != nil {
			return err
		}
		return tx.Exec(`DELETE FROM widget_sightings WHERE widget_id = ? AND origin NOT IN (
			SELECT origin FROM widget_sightings WHERE widget_id = ? ORDER BY last_seen_at DESC, origin LIMIT ?)`, id, id, maxSightings).Error
	})
	if err != nil {
		return fmt.Errorf("note where widget %s was seen: %w", id, err)
	}
	return nil
}

// CleanOrigin is the origin of an address of the web: its scheme and host alone.
// One typed without a scheme is taken for a secure one.
func CleanOrigin(address string) (string, error) {
	address = strings.TrimSpace(address)
	if !strings.Contains(address, "://") {
		address = "https://" + address
	}
	u, err := url.Parse(address)
	if err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.User == nil {
		if host, err := CleanDomain(u.Host); err == nil && !strings.HasPrefix(host, "*") {
			return u.Scheme + "://" + host, nil
		}
	}
	return "", Fail(Invalid, "", "Enter the address of the site, such as https://shop.example.com.")
}
