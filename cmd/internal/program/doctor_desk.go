package program

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/dustin/go-humanize"

	"linger/models"
	"linger/models/outbound"
)

// oldBackup is the age from which a backup is too old to sleep well.
const oldBackup = 7 * 24 * time.Hour

// lookAtDesk looks at what the desk's own rows say. The database must be up to date.
func lookAtDesk(ctx context.Context, database *models.Database, private bool) []finding {
	desk := models.New(database)
	return append(lookAtKeys(ctx, desk, outbound.NewReader(private)), lookAtJobs(ctx, desk))
}

// lookAtKeys tells for all active authentication settings whether customers can get in: by
// the keys that are kept, and by asking the sites. What they answer is not stored.
func lookAtKeys(ctx context.Context, desk *models.Desk, reader models.KeyReader) []finding {
	var found []finding
	for page, more := (models.Listing{}), true; more; {
		var rows []models.AuthenticationRow
		var err error
		if rows, more, err = desk.AuthenticationSettings.List(ctx, page); err != nil {
			return append(found, broken("keys", because(err), "Look at the database's own log."))
		}
		for i := range rows {
			if page.After = rows[i].ID; rows[i].Active {
				found = append(found, lookAtKey(ctx, &rows[i].AuthenticationSettings, reader))
			}
		}
	}
	return found
}

func lookAtKey(ctx context.Context, a *models.AuthenticationSettings, reader models.KeyReader) finding {
	health := a.Health(models.At(time.Now()))
	said := a.Name + ": " + health.Label
	if a.KeySource != models.KeysPasted {
		if _, err := reader.Read(ctx, a.PublicKeyURL); err != nil {
			const remedy = "Let the site serve its keys there, or correct the address in the authentication settings."
			if health.State == models.HealthStale || health.State == models.HealthFresh {
				return doubtful("keys", said+", but the key URL fails now: "+err.Error(), remedy)
			}
			return broken("keys", said+", and the key URL fails: "+err.Error(), remedy)
		}
		said += ", and the key URL answers"
	}
	switch health.State {
	case models.HealthFailing:
		return broken("keys", said, health.Detail)
	case models.HealthStale:
		return doubtful("keys", said, health.Detail)
	default:
		return fine("keys", "%s", said)
	}
}

func lookAtJobs(ctx context.Context, desk *models.Desk) finding {
	waiting, dead, err := desk.Jobs.Backlog(ctx)
	switch {
	case err != nil:
		return broken("jobs", because(err), "Look at the database's own log.")
	case dead > 0:
		return doubtful("jobs", fmt.Sprintf("%d were given up", dead), "See Settings, Retention: what went wrong, and the way to try again.")
	default:
		return fine("jobs", "%d waiting, none given up", waiting)
	}
}

// lookAtBackups tells how old the newest backup of an SQLite desk is. Those of Postgres are
// not made by us.
func lookAtBackups(store Store) []finding {
	if store.postgres() {
		return nil
	}
	const remedy = "Run linger backup FILE, every day and to another disk."
	text, err := os.ReadFile(filepath.Join(store.Data, backupsIn, lastBackup))
	if errors.Is(err, fs.ErrNotExist) {
		return []finding{doubtful("backup", "there was none yet", remedy)}
	}
	var last manifest
	if err == nil {
		err = json.Unmarshal(text, &last)
	}
	if err != nil {
		return []finding{doubtful("backup", "it is not known when the last one was made: "+because(err), remedy)}
	}
	said := "the last one was made " + humanize.Time(last.Made)
	if time.Since(last.Made) > oldBackup {
		return []finding{doubtful("backup", said, remedy)}
	}
	return []finding{fine("backup", "%s", said)}
}
