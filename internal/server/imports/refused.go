package imports

import (
	"bytes"
	"net/http"
	"net/url"

	"baton/internal/errs"
	"baton/internal/intake"
	"baton/internal/server/visit"
)

// refusedRows sends the rows that an import refused as a file. Once they are corrected, it can be imported.
func (s *Pages) refusedRows(w http.ResponseWriter, r *http.Request) error {
	upload, err := s.upload(r)
	if err != nil {
		return err
	}
	if upload.Result.Refused == 0 {
		return errs.Say(errs.NotFound, "This import has refused no row.")
	}
	var file bytes.Buffer
	rows := s.Store.RefusedRows(r.Context(), visit.By(r), upload.ID)
	if err := intake.WriteRefused(&file, upload.Heading, rows); err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	w.Header().Set("Content-Disposition", "attachment; filename*=UTF-8''"+url.PathEscape("refused "+upload.Name+".csv"))
	_, err = w.Write(file.Bytes())
	return err
}
