export { type BuiltDashboard, builtDashboard } from './built-dashboard.ts';
