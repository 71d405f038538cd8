package models

import (
	"context"
	"fmt"

	"gorm.io/gorm/clause"
)

// SetupCode is the code by which the first admin proves to be who runs Linger, the
// same for every process: fresh, if there is none yet. It is empty once somebody
// works here.
func (s Agents) SetupCode(ctx context.Context, fresh string) (code string, err error) {
	type setupCode struct{ ID, Code string }
	err = s.change(ctx, func(tx *change) error {
		var staff int64
		if err := tx.Model(&Agent{}).Limit(1).Count(&staff).Error; err != nil {
			return err
		}
		if staff > 0 {
			return tx.Where("id = ?", "setup").Delete(&setupCode{}).Error
		}
		row := setupCode{"setup", fresh}
		if err := tx.Clauses(clause.OnConflict{DoNothing: true}).Create(&row).Error; err != nil {
			return err
		}
		if err := tx.Where("id = ?", "setup").Take(&row).Error; err != nil {
			return err
		}
		code = row.Code
		return nil
	})
	if err != nil {
		return "", fmt.Errorf("code for setting up: %w", err)
	}
	return code, nil
}
