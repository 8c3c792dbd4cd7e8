package account

// Team is a marketing team or a sales team. Its working hours are in package agreement, since clocks count in them.
type Team struct {
	ID      TeamID
	Name    string
	Side    Side
	Zone    string // IANA time zone
	Retired bool
	Version int
}
