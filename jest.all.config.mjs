import config, { slowProjects } from './jest.config.mjs';

export default { ...config, projects: [...config.projects, ...slowProjects] };
