package postgres_test

import (
	"context"
	"testing"

	"baton/internal/account"
	"baton/internal/agreement"
	"baton/internal/errs"
)

// settingEvents are what happened to the settings of a noun, in order: who, what, to which of them.
func (h *household) settingEvents(t *testing.T, noun string) string {
	t.Helper()
	return ask[string](t, h, `
		SELECT coalesce(string_agg(format('%s %s %s', coalesce(by_id, 0), act, coalesce(subject_id, 0)), ', ' ORDER BY id), '')
		FROM setting_events
		WHERE noun = $1`, noun)
}

func TestEveryChangeOfASettingIsKeptWithWhoDidIt(t *testing.T) {
	h := keepHouse(t)
	ctx := account.As(context.Background(), account.Person{ID: ada})
	r := &agreement.Reason{List: agreement.Reject, Class: "other", Code: "late", Words: "Too late", NextStep: agreement.Close, Quality: agreement.QualityNo}
	done(t, h.db.AddReason(ctx, r))
	r.Words = "Came too late"
	done(t, h.db.ChangeReason(ctx, r))
	done(t, h.db.RetireReason(ctx, r.ID, r.Version))
	done(t, h.db.RestoreReason(context.Background(), r.ID, r.Version+1))
	refused(t, h.db.RetireReason(ctx, r.ID, r.Version), errs.Conflict)
	const rows = "SELECT string_agg(format('%s by %s: %s to %s', act, by_id, before->>'words', after->>'words'), ', ' ORDER BY id) FROM setting_events WHERE noun = 'reason' AND subject_id = $1 AND at = $2"
	want := "added by 1:  to Too late, changed by 1: Too late to Came too late, retired by 1:  to , restored by :  to "
	if got := ask[string](t, h, rows, r.ID, h.now); got != want {
		t.Errorf("the events are %s", got)
	}
}

func TestEventsOfSettingsAreNeitherChangedNorDeleted(t *testing.T) {
	h := keepHouse(t)
	done(t, h.db.AddReason(context.Background(), &agreement.Reason{
		List: agreement.Reject, Class: "other", Code: "late", Words: "Too late", NextStep: agreement.Close, Quality: agreement.QualityNo,
	}))
	for _, sql := range []string{"UPDATE setting_events SET act = 'none'", "DELETE FROM setting_events"} {
		if _, err := h.sql.Exec(context.Background(), sql); err == nil {
			t.Errorf("%s is let through", sql)
		}
	}
}
