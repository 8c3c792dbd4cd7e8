package account

// Team is a marketing team or a sales team. Its working hours are in package agreement, since clocks count in them.
type Team struct {
	ID      TeamID
	Name    string
	Side    Side
	Zone    string // IANA time zone
	Country string // whose public holidays it keeps, as an ISO 3166-1 code; empty for none
	Retired bool
	Version int
}
