package main

import (
	"fmt"
	"path/filepath"

	appsv1 "k8s.io/api/apps/v1"
	autoscalingv2 "k8s.io/api/autoscaling/v2"
	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	policyv1 "k8s.io/api/policy/v1"
	"sigs.k8s.io/json"
	"sigs.k8s.io/kustomize/api/krusty"
	"sigs.k8s.io/kustomize/api/types"
	"sigs.k8s.io/kustomize/kyaml/filesys"
)

// kinds are the Go types of the API server itself: a field that they do not have is a typing error.
var kinds = map[string]func() any{
	"apps/v1 Deployment":                     func() any { return &appsv1.Deployment{} },
	"autoscaling/v2 HorizontalPodAutoscaler": func() any { return &autoscalingv2.HorizontalPodAutoscaler{} },
	"networking.k8s.io/v1 Ingress":           func() any { return &networkingv1.Ingress{} },
	"networking.k8s.io/v1 NetworkPolicy":     func() any { return &networkingv1.NetworkPolicy{} },
	"policy/v1 PodDisruptionBudget":          func() any { return &policyv1.PodDisruptionBudget{} },
	"v1 ConfigMap":                           func() any { return &corev1.ConfigMap{} },
	"v1 Namespace":                           func() any { return &corev1.Namespace{} },
	"v1 PersistentVolumeClaim":               func() any { return &corev1.PersistentVolumeClaim{} },
	"v1 Secret":                              func() any { return &corev1.Secret{} },
	"v1 Service":                             func() any { return &corev1.Service{} },
	"v1 ServiceAccount":                      func() any { return &corev1.ServiceAccount{} },
}

// unchecked kinds belong to operators whose types would bring all of the operator along.
var unchecked = map[string]bool{"keda.sh/v1alpha1 ScaledObject": true}

// buildKustomization does what `kubectl apply -k folder` would send.
func buildKustomization(folder string) ([]any, []error) {
	options := krusty.MakeDefaultOptions()
	options.LoadRestrictions = types.LoadRestrictionsRootOnly
	resources, err := krusty.MakeKustomizer(options).Run(filesys.MakeFsOnDisk(), folder)
	if err != nil {
		return nil, []error{fmt.Errorf("%s: %w", folder, err)}
	}
	objects := []any{}
	faults := []error{}
	for _, resource := range resources.Resources() {
		name := fmt.Sprintf("%s: %s %s", filepath.Base(folder), resource.GetKind(), resource.GetName())
		text, err := resource.MarshalJSON()
		if err != nil {
			faults = append(faults, fmt.Errorf("%s: %w", name, err))
			continue
		}
		kind := resource.GetApiVersion() + " " + resource.GetKind()
		if make := kinds[kind]; make != nil {
			strict, err := json.UnmarshalStrict(text, make())
			for _, fault := range append(strict, err) {
				if fault != nil {
					faults = append(faults, fmt.Errorf("%s: %w", name, fault))
				}
			}
		} else if !unchecked[kind] {
			faults = append(faults, fmt.Errorf("%s: no type to hold %s against; add it to kubernetes.go", name, kind))
		}
		var object any
		if err := json.UnmarshalCaseSensitivePreserveInts(text, &object); err != nil {
			faults = append(faults, fmt.Errorf("%s: %w", name, err))
		}
		objects = append(objects, object)
	}
	return objects, faults
}
