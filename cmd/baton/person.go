package main

import (
	"encoding/json"
	"fmt"
	"strings"
	"text/tabwriter"
	"time"

	"baton/internal/account"
	"baton/internal/lead"
	"baton/internal/postgres"
)

type personCmd struct {
	Add      personAddCmd      `cmd:"" help:"Add a person and print a one-time link to set their password."`
	List     personListCmd     `cmd:"" help:"List the people."`
	Disable  personDisableCmd  `cmd:"" help:"Disable a person at once. Their open leads go back to their team."`
	Password personPasswordCmd `cmd:"" help:"Print a new one-time link to set a password."`
}

type personAddCmd struct {
	Email     string   `arg:"" help:"E-mail address."`
	Name      string   `help:"Name." required:""`
	Role      string   `help:"marketer, rep, manager or admin." required:"" enum:"marketer,rep,manager,admin"`
	Team      []string `help:"Name of a team. Separate several with commas." placeholder:"TEAM"`
	Zone      string   `help:"Time zone, if it differs from the team's." placeholder:"ZONE"`
	Capacity  int      `help:"Maximum number of open leads that assignment gives a rep." default:"12"`
	Weight    int      `help:"Share of their team's leads. 2 gets twice as many as 1, 0 gets none." default:"1"`
	Skills    []string `help:"Languages and products that rules can require, separated by commas."`
	PublicURL string   `help:"Address of the portal, for the link." name:"public-url" default:"http://127.0.0.1:8080"`
}

// Run adds a person.
func (c *personAddCmd) Run(e *env) error {
	db, done, err := e.migrated()
	if err != nil {
		return err
	}
	defer done()
	p := &account.Person{Email: c.Email, Name: c.Name, Role: account.Role(c.Role), Zone: c.Zone, Capacity: c.Capacity,
		Weight: c.Weight, Skills: c.Skills}
	policy, err := db.Policy(e.ctx)
	if err != nil {
		return err
	}
	for _, name := range c.Team {
		found := false
		for _, t := range policy.Teams {
			if strings.EqualFold(t.Name, strings.TrimSpace(name)) && !t.Retired {
				p.Teams = append(p.Teams, account.Membership{ID: t.ID, Name: t.Name, Side: t.Side})
				found = true
			}
		}
		if !found {
			return fmt.Errorf("there is no team called %q", name)
		}
	}
	link := account.NewToken()
	if err := postgres.NewStore(db, time.Now).AddPerson(e.ctx, account.System, p, link, time.Now()); err != nil {
		return err
	}
	return printLink(e, c.PublicURL, link)
}

func printLink(e *env, public string, link account.Token) error {
	_, err := fmt.Fprintf(e.out, "%s/password/%s\n", strings.TrimSuffix(public, "/"), link.Secret)
	return err
}

type personListCmd struct {
	JSON bool `help:"Print as JSON, one person per line." name:"json"`
}

// Run lists everybody.
func (c personListCmd) Run(e *env) error {
	db, done, err := e.migrated()
	if err != nil {
		return err
	}
	defer done()
	table := tabwriter.NewWriter(e.out, 0, 8, 2, ' ', 0)
	defer table.Flush()
	return eachPerson(e, db, func(p lead.Holder) error {
		var teams []string
		for _, t := range p.Teams {
			teams = append(teams, t.Name)
		}
		if c.JSON {
			return json.NewEncoder(e.out).Encode(map[string]any{
				"id": p.ID, "email": p.Email, "name": p.Name, "role": p.Role, "teams": teams, "disabled": p.Disabled,
				"capacity": p.Capacity, "open": p.Open,
			})
		}
		state := ""
		if p.Disabled {
			state = "disabled"
		}
		_, err := fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\n", p.Email, p.Name, p.Role, strings.Join(teams, ", "), state)
		return err
	})
}

// eachPerson calls do for everybody, those who are disabled last.
func eachPerson(e *env, db *postgres.DB, do func(lead.Holder) error) error {
	for _, view := range []lead.HolderView{lead.HoldersEnabled, lead.HoldersDisabled} {
		for after := account.PersonID(0); ; {
			list, err := db.Holders(e.ctx, view, "", 0, after, time.Now())
			if err != nil {
				return err
			}
			for _, p := range list.Rows {
				if err := do(p); err != nil {
					return err
				}
				after = p.ID
			}
			if !list.More {
				break
			}
		}
	}
	return nil
}

// person finds somebody by their e-mail address.
func (e *env) person(db *postgres.DB, email string) (found lead.Holder, err error) {
	err = eachPerson(e, db, func(p lead.Holder) error {
		if strings.EqualFold(p.Email, strings.TrimSpace(email)) {
			found = p
		}
		return nil
	})
	if err == nil && found.ID == 0 {
		err = fmt.Errorf("nobody has the e-mail address %s", email)
	}
	return found, err
}

type personDisableCmd struct {
	Email string `arg:"" help:"E-mail address."`
}

// Run shuts a person out.
func (c *personDisableCmd) Run(e *env) error {
	db, done, err := e.migrated()
	if err != nil {
		return err
	}
	defer done()
	p, err := e.person(db, c.Email)
	if err != nil {
		return err
	}
	_, err = postgres.NewStore(db, time.Now).DisablePerson(e.ctx, account.System, p.ID, p.Version, time.Now())
	return err
}

type personPasswordCmd struct {
	Email     string `arg:"" help:"E-mail address."`
	PublicURL string `help:"Address of the portal, for the link." name:"public-url" default:"http://127.0.0.1:8080"`
}

// Run prints a new link.
func (c *personPasswordCmd) Run(e *env) error {
	db, done, err := e.migrated()
	if err != nil {
		return err
	}
	defer done()
	p, err := e.person(db, c.Email)
	if err != nil {
		return err
	}
	link := account.NewToken()
	if err := postgres.NewStore(db, time.Now).NewPasswordLink(e.ctx, account.System, p.ID, link, time.Now()); err != nil {
		return err
	}
	return printLink(e, c.PublicURL, link)
}
