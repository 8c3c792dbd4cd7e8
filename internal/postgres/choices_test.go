package postgres_test

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"

	"baton/internal/lead"
	"baton/internal/worklist"
)

func TestAFormOffersWhatIsNotRetired(t *testing.T) {
	t.Parallel()
	f, ctx := openFloor(t), context.Background()
	f.exec(`
		INSERT INTO sources (id, name, retired_at) VALUES (2, 'advertisement', NULL), (3, 'Fax', now());
		INSERT INTO campaigns (id, name, retired_at) VALUES (3, 'Old', now()), (4, 'another', NULL);
		INSERT INTO personas (id, name, description, retired_at)
		VALUES (1, 'Head of sales', 'Decides.', NULL), (2, 'Nobody', '', now())`)
	got, err := f.db.Choices(ctx)
	f.fine(err)
	want := worklist.Choices{
		Sources: []lead.Source{{ID: 2, Name: "advertisement"}, {ID: 1, Name: "Webinar"}},
		Campaigns: []lead.Campaign{{ID: 4, Name: "another", Version: 1}, {ID: 1, Name: "Autumn", Source: 1, Version: 1},
			{ID: 2, Name: "Spring", Source: 1, Version: 1}},
		Personas: []lead.Persona{{ID: 1, Name: "Head of sales", Description: "Decides.", Requires: []string{}, Version: 1}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
