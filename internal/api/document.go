package api

import (
	"encoding/json"
	"fmt"
	"net/http"
)

// Document is the OpenAPI document of the API, in JSON.
func (a *API) Document() ([]byte, error) {
	document, err := json.Marshal(a.gate.Huma.OpenAPI())
	if err != nil {
		return nil, fmt.Errorf("api: %w", err)
	}
	return document, nil
}

func (a *API) openAPI(w http.ResponseWriter, r *http.Request) {
	document, err := a.Document()
	if err != nil {
		a.gate.Refuse(w, r, err)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	if _, err := w.Write(document); err != nil {
		a.gate.Log.Debug("the program went away", "error", err)
	}
}
