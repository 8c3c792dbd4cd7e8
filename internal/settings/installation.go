package settings

import (
	"context"
	"crypto/subtle"
	"fmt"
	"strings"
	"time"

	"baton/internal/account"
	"baton/internal/errs"
	"baton/internal/lead"
)

// Installation is the noun of the company's currency and time zone.
const Installation Noun = "installation"

// Company is the installation itself in a transaction.
type Company interface {
	// Installation is the currency and the zone, and the version of the change that set them last.
	Installation(ctx context.Context) (lead.Installation, error)
	// MoneyKept is how much is kept in the currency. Nobody keeps more until the transaction ends.
	MoneyKept(ctx context.Context) (lead.MoneyKept, error)
	// ZoneKnown reports whether the database knows a time zone.
	ZoneKnown(ctx context.Context, zone string) (bool, error)
	SaveInstallation(ctx context.Context, by account.PersonID, to lead.Installation, at time.Time) error
	// RecountDays counts the days of all reports anew in a zone.
	RecountDays(ctx context.Context, zone string) error

	// SetupToken is the hash of the token that the program printed for its first admin, and whether there are people
	// already.
	SetupToken(ctx context.Context) (hash []byte, people bool, err error)
	// AddFirstAdmin adds a person with a password, and has the token work no more.
	AddFirstAdmin(ctx context.Context, p *account.Person, passwordHash string, at time.Time) error
}

// SetInstallation sets the company's currency and time zone. The currency stays once money is kept, since amounts would
// mean something else. With another zone the days of all reports are counted anew. A change of what somebody else has
// changed meanwhile is a Conflict.
func (d *Desk) SetInstallation(ctx context.Context, to lead.Installation, by account.Person, at time.Time) error {
	if err := to.Check(); err != nil {
		return err
	}
	return d.change(ctx, by, func(tx Tx) (Event, error) {
		kept, err := tx.Installation(ctx)
		if err != nil {
			return Event{}, err
		}
		if kept.Version != to.Version {
			return Event{}, ErrStale
		}
		if kept.Currency == to.Currency && kept.Zone == to.Zone {
			return Event{}, nil
		}
		if err := checkCurrency(ctx, tx, kept, to); err != nil {
			return Event{}, err
		}
		if err := saveInstallation(ctx, tx, by.ID, to, at); err != nil {
			return Event{}, err
		}
		if kept.Zone != to.Zone {
			err = tx.RecountDays(ctx, to.Zone)
		}
		before, after := installationFacts(kept), installationFacts(to)
		return Event{Noun: Installation, Act: Changed, Before: before, After: after}, err
	})
}

// SetUp adds the first admin of an empty installation, for who knows the token that the program printed, and sets the
// company's currency and time zone. Of two at once one wins.
func (d *Desk) SetUp(
	ctx context.Context, secret string, p *account.Person, passwordHash string, company lead.Installation, at time.Time,
) error {
	p.Role = account.Admin
	if err := errs.Together(p.Check(), company.Check()); err != nil {
		return err
	}
	return d.change(ctx, account.System, func(tx Tx) (Event, error) {
		token, people, err := tx.SetupToken(ctx)
		if err != nil {
			return Event{}, err
		}
		if err := maySetUp(people, token, account.HashToken(secret)); err != nil {
			return Event{}, err
		}
		if err := tx.AddFirstAdmin(ctx, p, passwordHash, at); err != nil {
			return Event{}, err
		}
		err = saveInstallation(ctx, tx, p.ID, company, at)
		return Event{Noun: Installation, Act: Added, After: installationFacts(company), By: p.ID}, err
	})
}

// checkCurrency asks what is kept in the currency only where another is to count: that keeps everybody else waiting.
func checkCurrency(ctx context.Context, tx Company, kept, to lead.Installation) error {
	if kept.Currency == to.Currency {
		return nil
	}
	money, err := tx.MoneyKept(ctx)
	if err != nil {
		return err
	}
	return currencyMayChange(kept.Currency, money)
}

func saveInstallation(ctx context.Context, tx Company, by account.PersonID, to lead.Installation, at time.Time) error {
	known, err := tx.ZoneKnown(ctx, to.Zone)
	if err != nil {
		return err
	}
	if err := zoneMayBe(to.Zone, known); err != nil {
		return err
	}
	return tx.SaveInstallation(ctx, by, to, at)
}

// currencyMayChange refuses another currency while money is kept in this one.
func currencyMayChange(from string, kept lead.MoneyKept) error {
	if words := kept.Words(); words != "" {
		return errs.Problems{
			"currency": fmt.Sprintf("The currency stays %s, because amounts already use it: %s.", from, words),
		}
	}
	return nil
}

// zoneMayBe refuses a zone that the database does not know.
func zoneMayBe(zone string, known bool) error {
	if !known {
		return errs.Problems{
			"zone": "The database does not know this time zone. Choose another with the same time, such as " + near(zone) + ".",
		}
	}
	return nil
}

// near is a well-known zone of the same continent.
func near(zone string) string {
	continent, _, _ := strings.Cut(zone, "/")
	for _, known := range []string{
		"Africa/Johannesburg", "America/New_York", "Asia/Singapore", "Australia/Sydney", "Europe/Berlin", "Pacific/Auckland",
	} {
		if strings.HasPrefix(known, continent+"/") {
			return known
		}
	}
	return "UTC"
}

// maySetUp lets somebody set an empty installation up who knows its token; both tokens are hashes.
func maySetUp(people bool, token, typed []byte) error {
	switch {
	case people:
		return errs.Say(errs.Conflict, "Baton is already set up. Sign in, or ask the admin for a link.")
	case subtle.ConstantTimeCompare(token, typed) != 1:
		return errs.Problems{"token": "This is not the token that Baton printed when it last started. Copy it again."}
	}
	return nil
}

func installationFacts(i lead.Installation) Facts {
	return Facts{"currency": i.Currency, "zone": i.Zone}
}
