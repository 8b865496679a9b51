package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/prometheus/prometheus/model/rulefmt"
	"github.com/prometheus/prometheus/promql/parser"
)

type dashboard struct {
	Panels []struct {
		Title   string
		Targets []struct{ Expr string }
	}
}

// checkObservability parses every query of the alerts, the dashboard and the autoscaler as Prometheus does.
func checkObservability(root string, kubernetes map[string][]any) []error {
	folder := filepath.Join(root, "infra/observability")
	groups, faults := rulefmt.ParseFile(filepath.Join(folder, "alerts.yml"), false)
	if len(faults) == 0 && len(groups.Groups) == 0 {
		faults = append(faults, fmt.Errorf("alerts.yml: no group"))
	}

	text, err := os.ReadFile(filepath.Join(folder, "grafana-dashboard.json"))
	if err != nil {
		return append(faults, err)
	}
	var board dashboard
	if err := json.Unmarshal(text, &board); err != nil {
		return append(faults, fmt.Errorf("grafana-dashboard.json: %w", err))
	}
	for _, panel := range board.Panels {
		for _, target := range panel.Targets {
			faults = append(faults, checkQuery("grafana-dashboard.json: "+panel.Title, target.Expr)...)
		}
	}
	for name, objects := range kubernetes {
		for _, object := range objects {
			faults = append(faults, checkTriggers(name, object)...)
		}
	}
	return faults
}

func checkTriggers(name string, object any) []error {
	faults := []error{}
	scaled := struct {
		Kind string
		Spec struct {
			Triggers []struct{ Metadata struct{ Query string } }
		}
	}{}
	text, err := json.Marshal(object)
	if err != nil {
		return []error{err}
	}
	if err := json.Unmarshal(text, &scaled); err != nil || scaled.Kind != "ScaledObject" {
		return nil
	}
	for _, trigger := range scaled.Spec.Triggers {
		faults = append(faults, checkQuery(name+": ScaledObject", trigger.Metadata.Query)...)
	}
	return faults
}

// checkQuery knows none of Grafana's variables but the one that the dashboard uses.
func checkQuery(where, query string) []error {
	if _, err := parser.ParseExpr(strings.ReplaceAll(query, "$__rate_interval", "5m")); err != nil {
		return []error{fmt.Errorf("%s: %w", where, err)}
	}
	return nil
}
