package models

import (
	"errors"
	"testing"
	"time"
)

// Figures that took long to count are repeated for a while, those of the same day.
func TestFiguresAreRepeated(t *testing.T) {
	today, yesterday := noon, noon.Add(-24*time.Hour)
	for name, c := range map[string]struct {
		before *figuresCache
		want   string
	}{
		"at first":             {&figuresCache{}, "counted"},
		"counted in a moment":  {&figuresCache{since: today, counted: time.Now(), took: momentary}, "counted"},
		"counted just now":     {&figuresCache{since: today, counted: time.Now(), took: time.Second}, "repeated"},
		"counted a while ago":  {&figuresCache{since: today, counted: time.Now().Add(-repeated * time.Second), took: time.Second}, "counted"},
		"those of another day": {&figuresCache{since: yesterday, counted: time.Now(), took: time.Second}, "counted"},
	} {
		t.Run(name, func(t *testing.T) {
			c.before.figures = []Figures{{QueueName: "repeated"}}
			got, err := c.before.get(today, func() ([]Figures, error) { return []Figures{{QueueName: "counted"}}, nil })
			if err != nil || got[0].QueueName != c.want {
				t.Errorf("%+v, %v; want what is %s", got, err, c.want)
			}
			got[0].QueueName = "changed by a reader"
			if c.before.figures[0].QueueName != c.want {
				t.Error("readers share what is kept")
			}
		})
	}
	kept := &figuresCache{since: today, counted: time.Now().Add(-time.Hour), took: time.Second, figures: []Figures{{}}}
	if _, err := kept.get(today, func() ([]Figures, error) { return nil, errors.New("away") }); err == nil {
		t.Error("an error is hidden by what was")
	}
}
