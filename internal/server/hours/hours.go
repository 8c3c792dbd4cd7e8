// Package hours has the forms and words of working hours, absences, holidays and time zones, for the pages of people
// and teams.
package hours

import "baton/internal/server/visit"

// Pages shows and keeps the hours and absences of a person.
type Pages struct {
	*visit.Portal
	Store Store
}

// DaysShown is how many days ahead days off are listed.
const DaysShown = 366
