/** 简体中文: what the core and the hosts say, as one. */
import app from './app.json'
import main from './main.json'
import type { Sayings } from '../heard'

/** English to Chinese. */
export const sayings: Sayings = { ...app, ...main }
