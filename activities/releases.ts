import type { ShopCatalog } from '../catalog';
import type { Store } from '../store';
import type { SpecSource, TemplateSource } from './context';

export declare function storedSpecs(): SpecSource;
export declare function storedTemplates(store: Store, catalog: ShopCatalog): TemplateSource;
