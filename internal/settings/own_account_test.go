package settings

import (
	"testing"
	"time"

	"baton/internal/errs"
	"baton/internal/inbox"
)

func TestAPasswordChangesForWhoProvesThePresentOne(t *testing.T) {
	const changed = "Your password was changed meanwhile, in another browser or by a link. Sign in again with the new one."
	for _, c := range []struct {
		name string
		kept OwnAccount
		was  string
		says string
	}{
		{"the present one", OwnAccount{PasswordHash: "a"}, "a", ""},
		{"an older one", OwnAccount{PasswordHash: "b"}, "a", changed},
		{"none, where there is none", OwnAccount{}, "", changed},
		{"somebody who was disabled meanwhile", OwnAccount{PasswordHash: "a", Disabled: true}, "a", changed},
	} {
		refusal(t, c.name, passwordMayChange(c.kept, c.was), errs.Conflict, "", c.says)
	}
}

func TestADutyCannotBeMuted(t *testing.T) {
	refusal(t, "all the news", mayMute(inbox.News), errs.Invalid, "", "")
	refusal(t, "nothing", mayMute(nil), errs.Invalid, "", "")
	refusal(t, "a duty among the news", mayMute([]inbox.Kind{inbox.Reminded, inbox.Asked}), errs.Invalid, "",
		"Notifications that ask you for something cannot be turned off.")
}

func TestALinkWorksOnceAndUntilItsEnd(t *testing.T) {
	const used = "This link was already used. Sign in with your password, or ask an admin for a new link."
	const expired = "This link has expired. Ask an admin for a new one."
	at := time.Date(2026, 11, 3, 10, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		name string
		link Link
		says string
	}{
		{"a moment before its end", Link{Until: at.Add(1)}, ""},
		{"at its end", Link{Until: at}, expired},
		{"of somebody disabled", Link{Until: at.Add(1), Disabled: true}, expired},
		{"used", Link{Until: at.Add(1), Used: true}, used},
		{"used, long ago", Link{Until: at.AddDate(0, 0, -9), Used: true}, used},
	} {
		refusal(t, c.name, c.link.MayBeUsed(at), errs.NotFound, "", c.says)
	}
}

func TestSessionsThatEndedAreAnEvent(t *testing.T) {
	if e := sessionsEnded(1, 0); e.Noun != "" {
		t.Errorf("none ended, and there is %+v", e)
	}
	if e := sessionsEnded(1, 2); e.Noun != Sessions || e.Act != Ended || e.Subject != 1 || e.After["ended"] != 2 {
		t.Errorf("two ended, and there is %+v", e)
	}
}
