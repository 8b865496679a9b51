export { type BuiltDashboard, builtDashboard } from './built-dashboard.ts';
export { dashboardFolder } from './dashboard-folder.ts';
