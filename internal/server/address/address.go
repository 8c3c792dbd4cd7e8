// Package address has the addresses of pages that several others link to.
package address

import (
	"fmt"
	"time"

	"baton/internal/handoff"
	"baton/internal/lead"
	"baton/internal/report"
	"baton/internal/server/visit"
)

// Pages of which there is one each.
const (
	Settings = "/settings"
	Keys     = "/settings/keys"
	FirstDay = "/start"
)

// Persona is the page of a persona.
func Persona(id lead.PersonaID) string { return "/personas/" + visit.ID(id) }

// Version is the page of a version of the agreement.
func Version(version int) string { return fmt.Sprintf("/agreement/versions/%d", version) }

// Model is the page that tells how good a likelihood is.
func Model(of lead.Prospect) string {
	if of == lead.OfAcceptance {
		return "/scoring/model"
	}
	return visit.Address("/scoring/model", "of", string(of))
}

// Handoff is where something is done with a handoff: its acceptance, say.
func Handoff(id handoff.ID, what string) string {
	return fmt.Sprintf("/handoffs/%d/%s", id, what)
}

// Behind is the list of the leads behind a number.
func Behind(f report.Filter) string { return "/leads?" + f.Query().Encode() }

// Whose is how a form and an address name whose a goal is; "" for everybody.
func Whose(w report.Whose) string {
	kind, id, _ := w.Kind()
	if kind == report.Everybody {
		return ""
	}
	return string(kind) + ":" + visit.ID(id)
}

// EverBehind is the list of the leads behind a number that is not of a period. Lists go back ten years from now.
func EverBehind(f report.Filter, now time.Time, zone *time.Location) string {
	today := report.Day(now, zone)
	f.Period = report.Period{First: today.AddDate(-10, 0, 0), Last: today, Zone: zone}
	return Behind(f)
}
